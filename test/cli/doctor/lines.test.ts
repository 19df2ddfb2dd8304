import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { examineAll } from '../../../cli/doctor/doctor.js';
import { configurationLine, keyLines, nodeLine } from '../../../cli/doctor/host.js';
import { ledgerLines, sealLines } from '../../../cli/doctor/ledger.js';
import { clockLine, type Line } from '../../../cli/doctor/line.js';
import { peopleLines } from '../../../cli/doctor/people.js';
import { sandboxLines } from '../../../cli/doctor/sandbox.js';
import { examinationLines } from '../../../cli/doctor/worker.js';
import { openLedger } from '../../../ledger/open.js';
import { writeStatus } from '../../../sandbox/stack/status.js';
import { loadConfig, type Config } from '../../../worker/config.js';
import { ed25519Key } from '../../ledger/fixtures/software-keys.js';
import { openLedgerFile } from '../../support/ledger-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vault = {
  bucket: 'acme-forensics-vault',
  roleArn: 'arn:aws:iam::444455556666:role/firebreak-vault',
  externalId: 'an-external-id',
  retainDays: 30,
};
const operator = (name: string, ...roles: readonly string[]) => ({
  name,
  person: name,
  roles,
  keys: [ed25519Key().line],
});
const configured = (name: string, more: object = {}): Config => {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, JSON.stringify({ ledger: { path: `${name}.db`, key: `${name}.key` }, ...more }));
  return loadConfig(file);
};
const stateOf = (lines: readonly Line[], name: string): Line | undefined => lines.find((line) => line.name === name);

describe('this machine', () => {
  it('needs a Node that is new enough', () => {
    expect(nodeLine().state).toBe('ok');
    expect(nodeLine('18.20.1')).toMatchObject({ state: 'failed', fix: expect.stringContaining('Node 20') });
  });

  it('says which file configures it, and what the environment changes', () => {
    process.env['FIREBREAK_AS'] = 'lead';
    const config = configured('here');
    delete process.env['FIREBREAK_AS'];
    const detail = `${join(folder, 'here.yaml')}, with as from the environment`;
    expect(configurationLine(config)).toMatchObject({ state: 'ok', detail });
    expect(configurationLine({ ...config, file: null }).state).toBe('warning');
  });

  it('keeps private keys from others; a key that is not here is nobody’s fault', () => {
    const config = configured('keys', { operators: [{ ...operator('lead', 'ir-lead'), signsWith: 'lead' }] });
    expect(keyLines(config)).toEqual([]);
    writeFileSync(config.ledger.key, 'secret', { mode: 0o600 });
    writeFileSync(join(folder, 'lead'), 'secret');
    chmodSync(join(folder, 'lead'), 0o644);
    expect(keyLines(config)).toMatchObject([
      { name: 'ledger key', state: 'ok' },
      { name: 'key of lead', state: 'failed', fix: `chmod 600 ${join(folder, 'lead')}` },
    ]);
  });

  it('has a clock that is off by seconds, which is said, or by minutes, which AWS refuses', () => {
    const states = [0, -5, 6, -240, 241].map((ahead) => clockLine('clock', ahead, 'NTP').state);
    expect(states).toEqual(['ok', 'ok', 'warning', 'warning', 'failed']);
    expect(clockLine('clock', -90, 'NTP').detail).toBe('90 s behind');
  });
});

describe('the ledger', () => {
  it('that is not there is away', async () => {
    expect(await ledgerLines(configured('none'))).toMatchObject([{ name: 'ledger', state: 'failed', isAway: true }]);
  });

  it('has a signed newest entry in every case, or it is said which has not', async () => {
    const config = configured('some');
    const ledger = await openLedger(config.ledger, { keyPath: config.ledger.key });
    for (const one of ['case-1', 'case-2']) await ledger.append(one, 'worker', 'note', { run: 'run-1', text: 'x' });
    await ledger.close();
    const good = await ledgerLines(config);
    expect(good.map(({ name, state }) => `${name} ${state}`)).toEqual(['ledger ok', 'ledger heads ok', 'disk ok']);
    const path = join(folder, 'some.db');
    const database = openLedgerFile(path);
    const [table] = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%text%' AND name LIKE '%entr%'")
      .all();
    database.exec('PRAGMA writable_schema = 1');
    for (const { name } of database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all())
      database.exec(`DROP TRIGGER "${String(name)}"`);
    database.exec(
      `UPDATE "${String(table?.['name'])}" SET text = replace(text, '"x"', '"y"') WHERE text LIKE '%case-2%'`,
    );
    database.close();
    expect(stateOf(await ledgerLines(config), 'ledger heads')).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/^case-2: hash/),
      fix: expect.stringContaining('audit verify case-2'),
    });
  });

  it('proves little without a vault', async () => {
    const config = configured('some');
    expect(await sealLines(config)).toMatchObject([{ state: 'warning', fix: expect.stringContaining('vault') }]);
    expect((await sealLines(config))[0]?.detail).toMatch(/^nothing was sealed yet, 2 case\(s\) wait since/);
  });
});

describe('the sandbox', () => {
  const lines = (): readonly Line[] => {
    const before = process.env['FIREBREAK_HOME'];
    process.env['FIREBREAK_HOME'] = folder;
    try {
      return sandboxLines();
    } finally {
      if (before === undefined) delete process.env['FIREBREAK_HOME'];
      else process.env['FIREBREAK_HOME'] = before;
    }
  };

  it('that is not up is started; a part of it that does not run comes back by itself: one thing to do, not two', () => {
    expect(lines()).toMatchObject([{ detail: 'it is not up', fix: 'Start it with: firebreak up' }]);
    const { pid } = process;
    writeStatus(join(folder, 'status.json'), {
      mode: 'sandbox',
      ready: false,
      supervisor: { pid },
      temporal: { address: '127.0.0.1:1', namespace: 'default', ui: null, pid, version: '1' },
      aws: {
        endpoint: 'http://127.0.0.1:1',
        region: 'eu-west-1',
        account: '111122223333',
        pids: [pid],
        credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      },
      worker: { pid: null, buildId: '1' },
      ledger: { store: 'sqlite', path: 'ledger.db', ok: true },
      operators: [],
      targets: [],
    });
    expect(lines().map(({ state, detail }) => `${state} ${detail}`)).toEqual([
      `ok pid ${pid}`,
      `ok pid ${pid}`,
      'failed it does not run',
    ]);
    expect(lines().at(-1)?.fix).toBe('It is started again by itself: look again in a few seconds.');
  });
});

describe('all of it', () => {
  it('is looked at as far as it answers', async () => {
    const { file } = configured('lonely', { temporal: { address: '127.0.0.1:1' } });
    const lines = await examineAll(file ?? undefined, () => undefined);
    expect(lines.filter(({ isAway }) => isAway).map(({ name }) => name)).toEqual(['ledger', 'temporal']);
    expect(lines.map(({ name }) => name)).toEqual(expect.arrayContaining(['node', 'configuration', 'people']));
  });

  it('begins with the configuration: one that is not valid is what fails', async () => {
    writeFileSync(join(folder, 'wrong.yaml'), 'vault: 7');
    const lines = await examineAll(join(folder, 'wrong.yaml'), () => undefined);
    expect(lines.map(({ name, state }) => `${name} ${state}`)).toEqual(['node ok', 'configuration failed']);
  });
});

describe('people', () => {
  const policy = { rules: [{ name: 'everything', need: '1 of ir-lead' }] };
  const lines = (name: string, ...operators: readonly object[]) =>
    peopleLines(configured(name, { operators, policy })).map(({ name: line, state }) => `${line} ${state}`);

  it('are two at least', () => {
    const one = operator('lead', 'ir-lead');
    expect(lines('one', one)).toEqual(['people failed']);
    // One person under two names is one.
    expect(lines('same', one, { ...operator('also-lead', 'ir-lead'), person: 'lead' })).toEqual(['people failed']);
  });

  it('can approve what others ask for, or it is said whose request nobody can', () => {
    const responder = operator('responder', 'responder');
    expect(lines('none', responder, operator('other', 'responder'))).toEqual(['people ok', 'rule everything failed']);
    const lead = operator('lead', 'ir-lead');
    expect(lines('lead', responder, lead)).toEqual(['people ok', 'rule everything warning']);
    expect(lines('leads', lead, operator('deputy', 'ir-lead'))).toEqual(['people ok', 'rule everything ok']);
  });
});

describe('what a worker says of itself', () => {
  const aws = {
    principal: 'arn:aws:sts::111122223333:assumed-role/firebreak/looking',
    account: '111122223333',
    region: 'eu-west-1',
    hasSessions: true,
  };
  const found = { bucket: vault.bucket, account: '444455556666', isInAttackedAccount: false, problems: [] };
  const said = { worker: 'worker:1', ledger: null, aws: { ...aws, aheadOfAws: 0 }, vault: found };
  const config = (): Config => configured('vault', { vault: { ...vault, lockMode: 'compliance' } });

  it('is fine', () => {
    expect(examinationLines(said, config()).filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  it('is that every action may do whatever the worker may, where it has no role to take', () => {
    const without = examinationLines({ ...said, aws: { ...said.aws, hasSessions: false } }, config());
    expect(stateOf(without, 'rights of actions')).toMatchObject({
      state: 'warning',
      fix: expect.stringContaining('aws.roleArn'),
    });
  });

  it('is that nothing is changed while the ledger takes nothing', () => {
    const lines = examinationLines({ ...said, ledger: 'disk full', aws: { problem: 'disk full' } }, config());
    expect(lines).toMatchObject([
      { state: 'failed', isAway: true, detail: 'disk full', fix: expect.stringContaining('No change is made in AWS') },
    ]);
  });

  it('is that the vault is where the attacker is, or does not hold', () => {
    const vaultLine = (changes: object) =>
      stateOf(examinationLines({ ...said, vault: { ...found, ...changes } }, config()), 'vault');
    expect(vaultLine({ isInAttackedAccount: true })).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('THE ACCOUNT UNDER ATTACK'),
    });
    expect(vaultLine({ problems: ['it has no Object Lock'] })).toMatchObject({
      state: 'failed',
      fix: expect.stringContaining('firebreak vault check'),
    });
  });

  it('is that there is no vault, or one whose lock can be bypassed: known, and not wrong', () => {
    const none = examinationLines({ ...said, vault: null }, configured('no-vault'));
    expect(stateOf(none, 'vault')?.state).toBe('warning');
    const governance = examinationLines(said, configured('governance', { vault }));
    expect(stateOf(governance, 'vault lock')?.state).toBe('warning');
  });
});
