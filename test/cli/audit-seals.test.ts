import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Invocation } from '../../cli/command.js';
import { run } from '../../cli/commands/audit.js';
import { nameOf } from '../../ledger/seals/seal.js';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import { openSqliteReader } from '../../ledger/sqlite/reader.js';
import { Sealing } from '../../worker/sealing.js';
import { keyIn, type TestKey } from '../ledger/fixtures/chain.js';
import { checkpointOf, rootOf } from '../ledger/fixtures/sealed.js';

let folder: string;
let key: TestKey;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-audit-'));
  writeFileSync(join(folder, 'firebreak.yaml'), 'ledger: { path: ledger.db, key: signing.key }');
  const [path, keyPath] = [join(folder, 'ledger.db'), join(folder, 'signing.key')];
  const ledger = await openLedger({ path, keyPath });
  key = keyIn(keyPath);
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(ledger.keys));
  for (const [caseId, entries] of [['case-1', 6] as const, ['case-2', 3] as const])
    for (let at = 0; at < entries; at += 1)
      await ledger.append(caseId, 'worker', 'note', { run: `run-of-${caseId}`, text: `note ${at}` });
  const reader = openSqliteReader(path);
  await new Sealing({ ledger, reader, key, actor: 'worker', vault: null, every: 0, say: () => undefined }).look();
  const texts = { 'case-1': await reader.texts('case-1', 0, 9), 'case-2': await reader.texts('case-2', 0, 9) };
  await reader.close();
  await ledger.close();
  keep('good', 'case-1', sealOf('case-1', texts['case-1'].slice(0, 6)));
  keep('good', 'case-2', sealOf('case-2', texts['case-2'].slice(0, 3)));
  keep('swapped', 'case-2', sealOf('case-1', texts['case-1'].slice(0, 6)));
  keep('longer', 'case-1', sealOf('case-1', [...texts['case-1'], 'one more']));
  keep('gone', 'case-3', sealOf('case-3', ['one', 'two']));
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'wrong.json'), '[{"id":"x"}]');
  writeFileSync(join(folder, 'case-2.jsonl'), texts['case-2'].map((line) => `${line}\n`).join(''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Made = { readonly name: string; readonly text: string };

const sealOf = (caseId: string, lines: readonly string[]): Made => ({
  name: nameOf({ size: lines.length, root: rootOf(lines) }),
  text: checkpointOf(key, lines, lines.length, caseId),
});
const keep = (where: string, caseId: string, { name, text }: Made): void => {
  mkdirSync(join(folder, where, caseId), { recursive: true });
  writeFileSync(join(folder, where, caseId, name), text);
};

type Told = { readonly code: number; readonly result: Readonly<Record<string, unknown>>; readonly text: string };

const audit = async (positionals: readonly string[], given: Readonly<Record<string, string>> = {}): Promise<Told> => {
  let told = { result: {}, text: '' };
  const texts: Readonly<Record<string, string>> = { config: 'firebreak.yaml', ...given };
  const out = {
    result: (result: object, text: () => string) => void (told = { result, text: text() }),
    progress: () => undefined,
  };
  const code = await run({
    positionals,
    flag: () => false,
    text: (name: string) => (texts[name] === undefined ? undefined : join(folder, texts[name])),
    texts: () => [],
    out,
    interactive: false,
  } as unknown as Invocation);
  return { code, ...told };
};

describe('audit verify', () => {
  it('holds a ledger against the seals on record in it, and those that are given', async () => {
    expect(await audit(['verify'])).toMatchObject({ code: 0, result: { ok: true, seals: 2, badSeals: [] } });
    const given = await audit(['verify'], { seals: 'good' });
    // Those in the vault are those on record.
    expect(given).toMatchObject({ code: 0, result: { seals: 2 } });
    expect(given.text).toBe('ledger ok: 11 entries in 2 case(s), 2 seal(s) hold');
    expect(await audit(['verify', 'case-2'], { seals: 'good' })).toMatchObject({ code: 0, result: { seals: 1 } });
    expect(await audit(['verify', 'run-of-case-2'], { seals: 'good' })).toMatchObject({ result: { case: 'case-2' } });
  });

  it('names the entry and the seal that speaks against it', async () => {
    const { code, text, result } = await audit(['verify'], { seals: 'longer' });
    expect(code).toBe(6);
    expect(text).toMatch(/^LEDGER TAMPERED: case-1: entry 8: cut: .*\.checkpoint seals 8 entries, 7 are there$/);
    expect(result).toMatchObject({ ok: false, case: 'case-1', firstBad: { seq: 8 } });
  });

  it('misses a case that is gone altogether', async () => {
    for (const asked of [['verify'], ['verify', 'case-3']]) {
      const { code, text } = await audit(asked, { seals: 'gone' });
      expect(code).toBe(6);
      expect(text).toMatch(/^LEDGER TAMPERED: case-3: entry 1: cut: .* seals 2 entries, 0 are there$/);
    }
  });

  it('names a seal in the place of another case, also when every case is whole', async () => {
    const { code, text } = await audit(['verify'], { seals: 'swapped' });
    expect(code).toBe(6);
    expect(text).toMatch(/^NO SEAL: .*case-2.*: swapped: it seals 6 entries of case-1/);
  });

  it('takes no seals at all for a mistake', async () => {
    await expect(audit(['verify', 'case-2'], { seals: 'longer' })).rejects.toThrow(/There are no seals of case-2 in/);
    await expect(audit(['verify'], { seals: 'nowhere' })).rejects.toThrow(
      /--seals .*nowhere cannot be read: it is not/,
    );
    await expect(audit(['verify', 'case-3'])).rejects.toThrow(/There is no case or run case-3/);
  });
});

describe('audit verify --file', () => {
  const file = 'case-2.jsonl';

  it('verifies an export, and says that no seals were given', async () => {
    const { code, text } = await audit(['verify'], { file, keys: 'keys.json' });
    expect({ code, text }).toEqual({ code: 0, text: 'ledger ok: 4 entries in 1 case(s), no seals given' });
    const sealed = await audit(['verify'], { file, keys: 'keys.json', seals: 'good' });
    expect(sealed.text).toBe('ledger ok: 4 entries in 1 case(s), 1 seal(s) hold');
  });

  it('takes an export without an entry for no proof', async () => {
    const { code, text, result } = await audit(['verify'], { file: 'empty.txt', keys: 'keys.json' });
    expect({ code, text }).toEqual({ code: 6, text: 'NOTHING PROVEN: the file has no entries' });
    expect(result).toMatchObject({ ok: false, entries: 0, firstBad: { reason: expect.stringMatching(/no entries/) } });
  });

  it('says in a line which option names a file that will not do', async () => {
    const said = async (given: Readonly<Record<string, string>>): Promise<string> => {
      const error: unknown = await audit(['verify'], given).catch((one: unknown) => one);
      return error instanceof Error ? error.message.replaceAll(`${folder}/`, '') : '';
    };
    expect(await said({ file, keys: 'none.json' })).toBe('--keys none.json cannot be read: it is not there.');
    expect(await said({ file: 'none.jsonl', keys: 'keys.json' })).toMatch(
      /^--file none.jsonl cannot be read: it is not/,
    );
    expect(await said({ proof: 'none', keys: 'keys.json' })).toBe('--proof none cannot be read: it is not there.');
    expect(await said({ file, keys: 'wrong.json' })).toBe('--keys wrong.json holds no public keys of a ledger.');
    expect(await said({ file, keys: 'empty.txt' })).toBe('--keys empty.txt is not JSON.');
  });
});

describe('audit prove', () => {
  it('makes a proof that verifies by itself, with the keys alone', async () => {
    const { code, result, text } = await audit(['prove', 'case-1', '4']);
    expect(code).toBe(0);
    expect(result).toMatchObject({ case: 'case-1', seq: 4, size: 6, proof: `${text}\n` });
    writeFileSync(join(folder, 'entry.tlog-proof'), `${text}\n`);
    const verified = await audit(['verify'], { proof: 'entry.tlog-proof', keys: 'keys.json' });
    expect(verified).toMatchObject({ code: 0, result: { ok: true, case: 'case-1', seq: 4, size: 6 } });
    expect(verified.text).toMatch(/^proven: entry 4 of case-1 is one of the 6 under the root .*\n.*note 3 {2}#4$/);
  });

  it('says what is no proof, and what cannot be proven yet', async () => {
    expect(await audit(['verify'], { proof: 'empty.txt', keys: 'keys.json' })).toMatchObject({
      code: 6,
      text: expect.stringMatching(/^PROOF DOES NOT HOLD: malformed/),
    });
    await expect(audit(['verify'], { proof: 'empty.txt' })).rejects.toThrow(/--proof needs --keys/);
    await expect(audit(['prove', 'case-1', '7'])).rejects.toThrow(/under no seal: the newest is over 6 entries/);
    await expect(audit(['prove', 'case-1', 'x'])).rejects.toThrow(/the number of an entry/);
    await expect(audit(['prove', 'case-9', '1'])).rejects.toThrow(/There is no case or run case-9/);
  });
});

it('audit keys prints the key of a case as the tools for transparency logs take it', async () => {
  const { result } = await audit(['keys', 'case-1']);
  expect(result).toEqual([expect.stringMatching(/^firebreak\.local\/[0-9a-f]{16}\/case-1\+[0-9a-f]{8}\+A/)]);
});
