import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { genesis } from '../../../ledger/entry.js';
import { exportJsonl } from '../../../ledger/export.js';
import { Genuine } from '../../../ledger/genuine.js';
import { parseKeys, type TrustedKey } from '../../../ledger/keys.js';
import { openLedger, openReader } from '../../../ledger/open.js';
import { rotateFileKey } from '../../../ledger/rotation/rotate-file-key.js';
import { rotate } from '../../../ledger/rotation/rotate.js';
import { retirementOnce } from '../../../ledger/rotation/retirement.js';
import { signRotation } from '../../../ledger/rotation/statement.js';
import { trustedKeys } from '../../../ledger/rotation/trusted-keys.js';
import { openCheckpoint } from '../../../ledger/seals/checkpoint.js';
import type { Signer } from '../../../ledger/signer.js';
import { openSigningKey, pinnedPath, signingKeyIn } from '../../../ledger/signing-key.js';
import { verifyStored } from '../../../ledger/verify-stored.js';
import { verifyLedger, type LedgerReport } from '../../../ledger/verify.js';
import { deploymentChain } from '../../../workflows/contract/deployment.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { keyIn, newKey, sealEntry, textOf, type TestKey } from '../fixtures/chain.js';
import { checkpointOf } from '../fixtures/sealed.js';
import { temporaryFolder } from '../fixtures/temporary.js';
import { openLedgerFile } from '../../support/ledger-file.js';

const root = temporaryFolder();

let path: string;
let keyPath: string;
let old: TestKey;
const where = () => ({ place: { path }, keyPath, actor: 'operator:lead' });

const appendTo = async (caseId: string, count: number, signer?: Signer): Promise<void> => {
  const ledger = await openLedger({ path }, { keyPath, ...(signer && { signer }) });
  for (let at = 0; at < count; at += 1)
    await ledger.append(caseId, 'worker', 'note', { run: `run-of-${caseId}`, text: `note ${at}` });
  await ledger.close();
};

const look = async <T>(work: (reader: Awaited<ReturnType<typeof openReader>>) => Promise<T>): Promise<T> => {
  const reader = await openReader({ path });
  try {
    return await work(reader);
  } finally {
    await reader.close();
  }
};

const trusted = (): Promise<readonly TrustedKey[]> => look(async (reader) => (await trustedKeys(reader, keyPath)).keys);
const verify = (caseId: string, keys?: readonly TrustedKey[]): Promise<LedgerReport> =>
  look(async (reader) => verifyStored(reader, caseId, keys ?? (await trustedKeys(reader, keyPath)).keys));
const linesOf = (caseId: string): Promise<string[]> =>
  look(async (reader) => {
    const lines: string[] = [];
    for await (const line of exportJsonl(reader, caseId)) lines.push(line.trimEnd());
    return lines;
  });
const verifyLines = (lines: readonly string[], keys: readonly TrustedKey[]): Promise<LedgerReport> =>
  verifyLedger(
    lines.map((text) => ({ text })),
    keys,
  );

beforeAll(async () => {
  const folder = join(root, 'untouched');
  [path, keyPath] = [join(folder, 'ledger.db'), join(folder, 'ledger.key')];
  await appendTo('case-1', 3);
  await appendTo('case-2', 2);
});

beforeEach(() => {
  const folder = mkdtempSync(join(root, 'rotation-'));
  path = join(folder, 'ledger.db');
  keyPath = join(folder, 'ledger.key');
  for (const file of ['ledger.db', 'ledger.key', 'ledger.key.pub'])
    copyFileSync(join(root, 'untouched', file), join(folder, file));
  old = keyIn(keyPath);
});

test('a row that somebody put among the heads is not vouched for: nothing is retired until it is gone', async () => {
  const alter = (sql: string): void => {
    const db = openLedgerFile(path);
    db.exec(sql);
    db.close();
  };
  alter("INSERT INTO heads (case_id, seq, hash, key, signature) VALUES ('forged', 1, 'x', 'x', 'x')");
  await expect(rotateFileKey(where())).rejects.toThrow(/the head of "forged" is not one by a trusted key/);
  await appendTo('case-1', 1);
  alter("DELETE FROM heads WHERE case_id = 'forged'");
  expect(await rotateFileKey(where())).toMatchObject({ from: old.id });
});

describe('a key that is rotated', () => {
  test('is followed by the new one, and all that both signed verifies, from the first pin too', async () => {
    const firstPin = parseKeys(readFileSync(pinnedPath(keyPath), 'utf8'));
    const { from, to } = await rotateFileKey(where());
    expect(from).toBe(old.id);
    expect(openSigningKey(keyPath).id).toBe(to);
    await appendTo('case-1', 2);
    await appendTo('case-3', 1);
    for (const pin of [await trusted(), null]) {
      if (pin === null) writeFileSync(pinnedPath(keyPath), JSON.stringify(firstPin));
      const keys = await trusted();
      expect(keys.map(({ id }) => id)).toEqual([from, to]);
      expect(keys[0]?.retired).toMatchObject({ by: to, heads: { 'case-1': { seq: 3 }, 'case-2': { seq: 2 } } });
      expect(await verify('case-1')).toMatchObject({ ok: true, entries: 5, keys: [from, to] });
      expect(await verify('case-2')).toMatchObject({ ok: true, entries: 2, keys: [from] });
      expect(await verify('case-3')).toMatchObject({ ok: true, entries: 1, keys: [to] });
      expect(await verify(deploymentChain)).toMatchObject({ ok: true, entries: 2, keys: [from, to] });
    }
  });

  test('signs nothing more, in a process that has it open either', async () => {
    const ledger = await openLedger({ path }, { keyPath });
    await ledger.append('case-1', 'worker', 'note', { run: 'run-1', text: 'before' });
    await rotateFileKey(where());
    const late = ledger.append('case-1', 'worker', 'note', { run: 'run-1', text: 'after' });
    await expect(late).rejects.toMatchObject({ name: 'LedgerUnavailableError', code: 'retired' });
    await ledger.close();
    expect(await verify('case-1')).toMatchObject({ ok: true, entries: 4 });
  });

  test('can be rotated again', async () => {
    const first = await rotateFileKey(where());
    const second = await rotateFileKey(where());
    expect(second.from).toBe(first.to);
    await appendTo('case-1', 1);
    expect(await verify('case-1')).toMatchObject({ ok: true, entries: 4, keys: [old.id, second.to] });
    expect((await verify(deploymentChain)).ok).toBe(true);
  });
});

describe('a rotation that was broken off is carried on', () => {
  test.each<[string, (next: Signer) => Promise<void>]>([
    ['after the new key was made', async () => undefined],
    ['after it stood in the ledger', async (next) => void (await rotate(where(), old, next))],
    [
      'after it was pinned',
      async (next) => writeFileSync(pinnedPath(keyPath), JSON.stringify(await rotate(where(), old, next))),
    ],
  ])('%s', async (_, until) => {
    const next = signingKeyIn(`${keyPath}.next`);
    await until(next);
    expect(await rotateFileKey(where())).toEqual({ from: old.id, to: next.id });
    await appendTo('case-1', 1);
    expect(await verify('case-1')).toMatchObject({ ok: true, entries: 4, keys: [old.id, next.id] });
    expect(await verify(deploymentChain)).toMatchObject({ ok: true, entries: 2 });
  });

  test('before the new one is in its place no worker signs with either', async () => {
    const keys = await rotate(where(), old, signingKeyIn(`${keyPath}.next`));
    writeFileSync(pinnedPath(keyPath), JSON.stringify(keys));
    expect(() => openSigningKey(keyPath)).toThrow(/was retired at .* firebreak audit rotate-key/);
  });
});

describe('who finds a retired key', () => {
  let keys: readonly TrustedKey[];
  let lines: string[];
  const entryAt = (at: number): Entry => JSON.parse(lines[at] ?? '') as Entry;
  beforeEach(async () => {
    await rotateFileKey(where());
    keys = await trusted();
    lines = await linesOf('case-1');
  });
  const forged = (before: Entry | null, text: string, at = before?.at ?? entryAt(0).at): Entry =>
    sealEntry(
      { case: 'case-1', seq: (before?.seq ?? 0) + 1, at, actor: 'w', kind: 'note', body: { run: 'run-1', text } },
      before?.hash ?? genesis,
      old,
    );

  test('adds nothing to a case, whatever time it says', async () => {
    const report = await verifyLines([...lines, textOf(forged(entryAt(2), 'one more'))], keys);
    expect(report.firstBad).toEqual({ seq: 4, reason: expect.stringMatching(/^retired key: \w+ was retired/) });
  });

  test('tells no case anew', async () => {
    const first = forged(null, 'otherwise 1');
    const second = forged(first, 'otherwise 2');
    const third = forged(second, 'otherwise 3');
    const report = await verifyLines([first, second, third].map(textOf), keys);
    expect(report.firstBad).toEqual({ seq: 3, reason: expect.stringMatching(/^retired key: this is not entry 3/) });
  });

  test('makes no shorter case, and no new one', async () => {
    const short = await verifyLines(lines.slice(0, 2), keys);
    expect(short.firstBad).toEqual({ seq: 3, reason: expect.stringMatching(/^cut: there were 3 entries when key/) });
    const other = { ...forged(null, 'new'), case: 'case-9' } as Entry;
    const made = await verifyLines([textOf(sealEntry(other, genesis, old))], keys);
    expect(made.firstBad).toEqual({ seq: 1, reason: expect.stringMatching(/^retired key/) });
  });

  test('convinces no authority', async () => {
    const more = forged(entryAt(2), 'one more');
    const genuine = (entries: readonly Entry[]) => new Genuine({ keys, entries: async () => [...entries] });
    const asked = { case: 'case-1', run: 'run-1' };
    await expect(genuine([more]).entries(asked, { kinds: ['note'] })).rejects.toThrow(/not genuine/);
  });

  test('makes no seal over more than there was', () => {
    expect(openCheckpoint(checkpointOf(old, lines), keys)).toMatchObject({ size: 3 });
    const longer = checkpointOf(old, [...lines, 'one more']);
    expect(openCheckpoint(longer, keys)).toEqual({ problem: expect.stringMatching(/^retired key/) });
  });
});

describe('a forged rotation', () => {
  const claim = async (by: Signer, to: Signer, signedBy: Signer): Promise<void> => {
    const { id, publicKey } = to.publicKey;
    const rotation = { from: old.id, to: { id, publicKey }, at: new Date().toISOString() };
    const signature = await signRotation(rotation, signedBy);
    const ledger = await openLedger({ path }, { keyPath, signer: by });
    const body = { run: deploymentChain, event: 'key-rotated', ...rotation, signature } as const;
    await ledger.appendOnce(deploymentChain, 'thief', 'deployment', body, retirementOnce(old.id));
    await ledger.close();
  };

  test('that only the old key signed names the entry, and the new key is none', async () => {
    const named = newKey();
    await claim(old, named, newKey());
    expect((await trusted()).map(({ id }) => id)).toEqual([old.id]);
    expect((await verify(deploymentChain)).firstBad).toEqual({
      seq: 1,
      reason: 'rotation: it is not signed by the key that is retired and the new one',
    });
  });

  test('that only the new key signed is by nobody who counts', async () => {
    const thief = newKey();
    await claim(thief, thief, thief);
    expect((await trusted()).map(({ id }) => id)).toEqual([old.id]);
    expect((await verify(deploymentChain)).firstBad?.reason).toMatch(/^unknown key/);
  });

  test('to a second key, after the first, counts for nothing', async () => {
    const { to } = await rotateFileKey(where());
    const thief = newKey();
    const { id, publicKey } = thief.publicKey;
    const rotation = { from: old.id, to: { id, publicKey }, at: new Date().toISOString() };
    const signature = await signRotation(rotation, thief);
    const lines = await linesOf(deploymentChain);
    const last = JSON.parse(lines.at(-1) ?? '') as Entry;
    const body = { run: deploymentChain, event: 'key-rotated', ...rotation, signature } as const;
    const draft = { ...last, seq: last.seq + 1, kind: 'deployment', body } as const;
    const keys = await trusted();
    const report = await verifyLines([...lines, textOf(sealEntry(draft, last.hash, old))], keys);
    expect(report.firstBad).toEqual({ seq: 3, reason: expect.stringMatching(/^retired key/) });
    expect(keys.map((key) => key.id)).toEqual([old.id, to]);
  });
});

test('a rotation that is rolled back with the whole database shows against the pin', async () => {
  const before = `${path}.before`;
  copyFileSync(path, before);
  await rotateFileKey(where());
  await appendTo('case-1', 1);
  for (const more of ['-wal', '-shm']) rmSync(`${path}${more}`, { force: true });
  renameSync(before, path);
  expect((await verify(deploymentChain)).firstBad).toEqual({
    seq: 1,
    reason: expect.stringMatching(/^cut: there were 1 entries when key \w+ was retired, 0 are there/),
  });
  // The old key, which the thief may have, makes it no better.
  await expect(appendTo(deploymentChain, 1, old)).resolves.toBeUndefined();
  expect((await verify(deploymentChain)).firstBad?.reason).toMatch(/^retired key/);
});
