import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isAlive } from '../../sandbox/stack/process.js';
import { Stack, stepsOf, type Launched, type TestInstance } from '../support/stack.js';
import { until } from '../support/aws.js';
import { expectRefusal } from './expect-refusal.js';
import { verifyShape } from './shapes.js';
import { openLedgerFile } from '../support/ledger-file.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(150_000);

let stack: Stack;
let instance: TestInstance;
let mark: number;
beforeAll(async () => {
  stack = await Stack.start();
  await stack.admin.set({ snapshotMs: 0 });
  instance = await stack.instance({ interfaces: 1, volumes: 1 });
  mark = await stack.mark();
});
afterAll(() => stack?.stop());

const contain = (instanceId: string): readonly string[] => [
  'run',
  'contain-instance',
  '--set',
  `instanceId=${instanceId}`,
];

describe('what cannot be contained', () => {
  it('is an instance that does not exist: exit 4', async () => {
    const unknown = 'i-0123456789abcdef0';
    await expectRefusal(stack, contain(unknown), { exit: 4, code: 'NotFound', names: unknown });
    await expectRefusal(stack, ['plan', ...contain(unknown).slice(1)], { exit: 4, code: 'NotFound', names: unknown });
  });

  it('is what is no instance id: exit 2, before anything is sent', async () => {
    for (const malformed of ['i-123', 'web-3', `${instance.id};id`, '', 'i-0123456789ABCDEF0'])
      await expectRefusal(stack, contain(malformed), { exit: 2, code: 'usage', names: /instance id/ });
  });

  it('is an instance of another account or Region: exit 3, naming both', async () => {
    const arn = (region: string, account: string): string => `arn:aws:ec2:${region}:${account}:instance/${instance.id}`;
    await expectRefusal(stack, contain(arn('eu-west-1', '999988887777')), {
      exit: 3,
      code: 'Refused',
      names: /999988887777.*111122223333/,
    });
    await expectRefusal(stack, contain(arn('us-east-1', '111122223333')), {
      exit: 3,
      code: 'Refused',
      names: /us-east-1.*eu-west-1/,
    });
  });

  it('is an instance that is gone already: exit 3', async () => {
    const gone = await stack.instance({ interfaces: 1, volumes: 1 });
    await stack.ec2.terminateInstances({ InstanceIds: [gone.id] });
    mark = await stack.mark();
    await expectRefusal(stack, contain(gone.id), { exit: 3, code: 'Refused', names: /terminated|shutting-down/ });
  });

  it('leaves no run behind that waits, and AWS unchanged', async () => {
    expect((await stack.reading.runs()).map((run) => run.state)).toEqual(
      (await stack.reading.runs()).map(() => 'failed' as const),
    );
    expect(await stack.effects(mark)).toEqual([]);
  });
});

describe('wrong use', () => {
  it('of names that do not exist is exit 4, with those that do', async () => {
    await expectRefusal(stack, ['run', 'contain-everything'], {
      exit: 4,
      code: 'no-playbook',
      names: /contain-everything/,
    });
    await expectRefusal(stack, ['playbooks', 'contain-everything'], {
      exit: 4,
      code: 'no-playbook',
      names: /There is no/,
    });
    const about = { exit: 4, code: 'no-run', names: /run-000000000000/ };
    const reason = ['--reason', 'x'];
    for (const args of [
      ['show', 'run-000000000000'],
      ['watch', 'run-000000000000'],
      ['approve', 'run-000000000000', '--plan', `sha256:${'0'.repeat(64)}`, ...reason],
      ['deny', 'run-000000000000', '--plan', `sha256:${'0'.repeat(64)}`, ...reason],
      ['cancel', 'run-000000000000', ...reason],
      ['release', 'run-000000000000', ...reason],
      ['decide', 'run-000000000000', 'retry', ...reason],
    ])
      await expectRefusal(stack, args, about);
    const none = [...contain(instance.id), '--case', 'case-none'];
    await expectRefusal(stack, none, { exit: 4, code: 'no-case', names: /case-none/ });
    await expectRefusal(stack, ['audit', 'show', 'case-none'], { exit: 4, code: 'no-case', names: /case-none/ });
    await expectRefusal(stack, ['audit', 'verify', 'case-none'], { exit: 4, code: 'no-case', names: /case-none/ });
  });

  it('of commands, flags and values is exit 2', async () => {
    const wrong = (names: RegExp) => ({ exit: 2, code: 'usage', names });
    await expectRefusal(stack, ['contain'], wrong(/no command "contain"/));
    await expectRefusal(stack, ['runs', '--colour'], wrong(/--colour/));
    await expectRefusal(stack, ['runs', '--limit', '0'], wrong(/whole number/));
    await expectRefusal(stack, ['runs', '--state', 'sleeping'], wrong(/sleeping/));
    await expectRefusal(stack, ['run'], wrong(/needs one playbook/));
    await expectRefusal(stack, ['run', 'contain-instance'], wrong(/needs instanceId/));
    await expectRefusal(stack, ['show'], wrong(/needs one run/));
    await expectRefusal(stack, [...contain(instance.id), '--severity', 'P9'], wrong(/"P9"/));
    await expectRefusal(stack, [...contain(instance.id), '--case', '../x'], wrong(/not a case id/));
    await expectRefusal(stack, [...contain(instance.id), '--set', 'force=yes'], wrong(/no input "force"/));
    await expectRefusal(stack, [...contain(instance.id), '--set', 'novalue'], wrong(/KEY=VALUE/));
    await expectRefusal(stack, ['run', 'contain-instance', '--input', 'missing.json'], wrong(/missing\.json/));
    await expectRefusal(
      stack,
      ['audit', 'burn'],
      wrong(/show, verify, prove, reconcile, export, keys, rotate-key or document/),
    );
    await expectRefusal(stack, ['audit', 'verify', '--file', 'x.jsonl'], wrong(/--keys/));
  });

  it('of the terminal UI without a terminal is exit 2', async () => {
    await expectRefusal(stack, [], { exit: 2, code: 'no-terminal', names: /needs a terminal/ });
  });

  it('of a configuration that is not one is exit 2', async () => {
    const file = join(stack.home, 'broken.yaml');
    writeFileSync(file, 'mode: sandbox\nledger: 7\nsurprise: true\n');
    await expectRefusal(stack, ['runs', '--config', file], { exit: 2, code: 'config', names: /broken\.yaml/ });
    await expectRefusal(stack, ['runs', '--config', 'nowhere.yaml'], {
      exit: 2,
      code: 'config',
      names: /nowhere\.yaml/,
    });
  });

  it('changes nothing in AWS', async () => {
    expect(await stack.effects(mark)).toEqual([]);
  });
});

describe('a ledger that was edited', () => {
  const ledger = (): DatabaseSync => openLedgerFile(stack.status().ledger.path);
  /** Changes one row for as long as `work` takes. */
  const edited = async (
    where: { case: string; seq: number },
    edit: (text: string) => string,
    work: () => Promise<void>,
  ) => {
    const db = ledger();
    try {
      const row = db.prepare('SELECT text FROM entries WHERE case_id = ? AND seq = ?').get(where.case, where.seq);
      const text = String(row?.['text']);
      expect(edit(text)).not.toBe(text);
      const write = db.prepare('UPDATE entries SET text = ? WHERE case_id = ? AND seq = ?');
      write.run(edit(text), where.case, where.seq);
      try {
        await work();
      } finally {
        write.run(text, where.case, where.seq);
      }
    } finally {
      db.close();
    }
  };
  let run: Launched;

  beforeAll(async () => {
    run = await stack.contain(instance.id);
    await stack.untilState(run.id, 'completed');
  });

  it('fails its verification with exit 6, naming the entry, and passes again once it is restored', async () => {
    const seq = (await stack.entries(run.id, 'approval'))[0]?.seq ?? 0;
    const at = { case: run.case, seq };
    await edited(
      at,
      (text) => text.replace('confirmed', 'c0nfirmed'),
      async () => {
        const told = await stack.cli('audit', 'verify', run.case, '--json');
        expect({ code: told.code, report: verifyShape.parse(told.json()) }).toMatchObject({
          code: 6,
          report: { ok: false, case: run.case, firstBad: { seq, reason: expect.stringMatching(/\S/) } },
        });
        const said = await stack.cli('audit', 'verify');
        expect(said.code).toBe(6);
        expect(said.stdout).toMatch(new RegExp(`^LEDGER TAMPERED: ${run.case}: entry ${seq}: .+\n$`));
        const report = await stack.cli('report', run.case);
        expect(report.code).toBe(6);
        expect(report.stdout).toMatch(new RegExp(`^# .*\\n\\n.*\\n\\n> .*THE LEDGER DOES NOT VERIFY.* entry ${seq}: `));
      },
    );
    expect((await stack.cli('audit', 'verify', run.case)).code).toBe(0);
  });

  it('is found out in an exported file too, with nothing but the public keys', async () => {
    const [file, keys] = [join(stack.home, 'case.jsonl'), join(stack.home, 'keys.json')];
    writeFileSync(file, (await stack.cli('audit', 'export', run.case)).stdout);
    writeFileSync(keys, (await stack.cli('audit', 'keys', '--json')).stdout);
    const elsewhere = { env: { FIREBREAK_HOME: join(stack.home, 'elsewhere') } };
    const verify = ['audit', 'verify', '--file', file, '--keys', keys, '--json'];
    expect(await stack.cliWith(elsewhere, ...verify)).toMatchObject({ code: 0 });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${lines.toSpliced(4, 1).join('\n')}\n`);
    const cut = await stack.cliWith(elsewhere, ...verify);
    expect(cut.code).toBe(6);
    const missing = (JSON.parse(lines[4] ?? '{}') as { readonly seq: number }).seq;
    expect(verifyShape.parse(cut.json()).firstBad?.seq).toBe(missing);
  });

  it('lets no call out: a plan that was put differently on record is not carried out', async () => {
    const other = await stack.instance({ interfaces: 1, volumes: 1 });
    const waiting = await stack.launch(other.id);
    // Something is recorded after the plan: an altered last entry would not even be followed.
    await stack.cli('approve', waiting.id, '--plan', waiting.planHash, '--reason', 'my own');
    const before = await stack.mark();
    const seq = (await stack.entries(waiting.id, 'plan'))[0]?.seq ?? 0;
    await edited(
      { case: waiting.case, seq },
      (text) => text.replace('"changes":[]', '"changes":["x"]'),
      async () => {
        await stack.approve(waiting.id, waiting.planHash);
        const gate = await stack.untilFailed(waiting.id);
        const failed = stepsOf(await stack.view(waiting.id)).find((step) => step.id === gate.step);
        expect(failed?.error).toMatchObject({ code: 'NotAuthorized', message: expect.stringMatching(/not genuine/) });
      },
    );
    expect(await stack.effects(before)).toEqual([]);
    await stack.ask('decide', waiting.id, 'abort', '--reason', 'tampered');
    await stack.untilState(waiting.id, 'failed');
  });

  it('is carried on by nobody when its last entry was altered: what comes next is refused with exit 6', async () => {
    const other = await stack.instance({ interfaces: 1, volumes: 1 });
    const waiting = await stack.launch(other.id);
    const before = await stack.mark();
    const seq = (await stack.entries(waiting.id, 'plan'))[0]?.seq ?? 0;
    await edited(
      { case: waiting.case, seq },
      (text) => text.replace('"changes":[]', '"changes":["x"]'),
      async () => {
        const told = await stack.cli(
          'approve',
          waiting.id,
          '--plan',
          waiting.planHash,
          '--reason',
          'go',
          '--as',
          'ir-lead',
        );
        expect(told).toMatchObject({ code: 6, stderr: expect.stringMatching(/not the one that was written last/) });
      },
    );
    expect(await stack.effects(before)).toEqual([]);
  });
});

describe('a Temporal that was killed', () => {
  it('is exit 5 with nothing sent, while reading goes on; then the supervisor has it back and the run goes on', async () => {
    const target = await stack.instance({ interfaces: 1, volumes: 1 });
    const run = await stack.launch(target.id);
    const before = await stack.mark();
    const { supervisor, temporal } = stack.status();
    const approve = ['approve', run.id, '--plan', run.planHash, '--reason', 'sure', '--as', 'ir-lead'];
    // Frozen, the supervisor cannot start it again: so that it is away for certain.
    process.kill(supervisor.pid, 'SIGSTOP');
    try {
      process.kill(temporal.pid ?? 0, 'SIGKILL');
      await until('Temporal to be dead', async () => !isAlive(temporal.pid ?? 0) || undefined);
      const away = { exit: 5, code: 'temporal-unavailable', names: new RegExp(temporal.address) };
      await expectRefusal(stack, approve, away);
      await expectRefusal(stack, contain(target.id), away);
      expect(await stack.ask('show', run.id)).toMatchObject({ id: run.id, state: 'waiting' });
      expect(await stack.entries(run.id, 'approval')).toEqual([]);
    } finally {
      process.kill(supervisor.pid, 'SIGCONT');
    }
    await stack.ready({ temporal: temporal.pid ?? 0 });
    expect(await stack.effects(before)).toEqual([]);
    await stack.ask(...(approve as [string]));
    await stack.untilState(run.id, 'completed');
  });
});

describe('a sandbox that is not up', () => {
  it('is exit 5 for what needs it, and says how to start it', async () => {
    const nowhere = mkdtempSync(join(tmpdir(), 'firebreak-nowhere-'));
    try {
      for (const [code, ...args] of [
        ['down', 'status'],
        ['ledger-unavailable', 'runs'],
        ['ledger-unavailable', 'audit', 'verify'],
      ]) {
        const told = await stack.cliWith({ env: { FIREBREAK_HOME: nowhere } }, ...args, '--json');
        expect({ args, code: told.code, answer: told.json() }).toEqual({
          args,
          code: 5,
          answer: { error: expect.objectContaining({ code, hint: expect.stringContaining('firebreak up') }) },
        });
      }
    } finally {
      rmSync(nowhere, { recursive: true, force: true });
    }
  });

  it('still shows and verifies what is on record; up brings the same world back', async () => {
    const before = (await stack.reading.runs()).map(({ id, state }) => ({ id, state }));
    const pids = stack.status();
    expect(await stack.ask('down')).toEqual({ stopped: true });
    for (const pid of [pids.supervisor.pid, pids.temporal.pid, ...pids.aws.pids, pids.worker.pid])
      expect(isAlive(pid ?? 0)).toBe(false);
    expect(existsSync(join(stack.home, 'status.json'))).toBe(false);
    expect(await stack.ask('runs')).toMatchObject(before);
    expect(await stack.cli('audit', 'verify')).toMatchObject({ code: 0 });
    const away = { exit: 5, code: 'temporal-unavailable', names: /does not answer/ };
    await expectRefusal(stack, contain(instance.id), away);
    await stack.up();
    expect(Object.keys(await stack.groups(instance.id))).toEqual(instance.interfaces);
    expect(await stack.ask('runs')).toMatchObject(before);
  });
});
