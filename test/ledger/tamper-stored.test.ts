import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sha256 } from '../../ledger/canonical.js';
import { genesis } from '../../ledger/entry.js';
import { signHead } from '../../ledger/head.js';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import { openSqliteReader } from '../../ledger/sqlite/reader.js';
import { trustedKeys } from '../../ledger/rotation/trusted-keys.js';
import { openSigningKey } from '../../ledger/signing-key.js';
import { verifyStored } from '../../ledger/verify-stored.js';
import { verifyLedger } from '../../ledger/verify.js';
import type { LedgerReport } from '../../ledger/verify.js';
import type { Entry, EntryBodies } from '../../workflows/contract/entries.js';
import { newKey, sealEntry, textOf } from './fixtures/chain.js';
import { columnMutations, doubled, rowMutations } from './fixtures/mutations/rows.js';
import type { RowMutation, StoredEntry } from './fixtures/mutations/rows.js';
import { recordLedger } from './fixtures/recorded.js';
import type { RecordedLedger } from './fixtures/recorded.js';
import { temporaryFolder } from './fixtures/temporary.js';

// The ledger where it is stored, and what somebody can do who may write the file and has no key. A whole older copy put
// back in its place is not here: nothing in the file tells of it. Seals do, and their tests are beside this one.

// Hundreds of databases, on a machine that others may be using.
jest.setTimeout(300_000);

const folder = temporaryFolder();
let recorded: RecordedLedger;
let entries: readonly StoredEntry[];

beforeAll(async () => {
  recorded = await recordLedger(folder);
  const db = new DatabaseSync(recorded.path);
  db.exec('PRAGMA journal_mode = DELETE');
  entries = db
    .prepare('SELECT id, case_id, seq, kind, run, step, call, attempt FROM entries ORDER BY id')
    .all() as never;
  db.close();
});

/** A copy of a ledger after this was done to it: nothing is waited for, since nobody needs it after the test. */
const altered = (original: string, sql: string): string => {
  const copy = join(folder, `copy-${randomUUID()}.db`);
  copyFileSync(original, copy);
  const db = new DatabaseSync(copy);
  db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ${sql}`);
  db.close();
  return copy;
};

/** The reports of all its cases. */
const verify = async (path: string, keyPath: string): Promise<readonly LedgerReport[]> => {
  const reader = openSqliteReader(path);
  try {
    const { keys } = await trustedKeys(reader, keyPath);
    const reports: LedgerReport[] = [];
    for (const caseId of await reader.cases()) reports.push(await verifyStored(reader, caseId, keys));
    return reports;
  } finally {
    await reader.close();
    rmSync(path);
  }
};

const after = (sql: string) => verify(altered(recorded.path, sql), recorded.keyPath);

const badIn = async (sql: string) =>
  (await after(sql)).flatMap(({ ok, case: caseId, firstBad }) => (ok ? [] : [{ case: caseId, ...firstBad }]));

test('a ledger that nobody touched verifies', async () => {
  const reports = await after('SELECT 1');
  expect(reports.map((report) => [report.case, report.ok])).toEqual([
    ['case-1', true],
    ['case-2', true],
  ]);
  expect(reports.reduce((sum, report) => sum + report.entries, 0)).toBe(entries.length);
});

test.each<[string, () => Iterable<RowMutation>]>([
  ['an index column that says something else', () => columnMutations(entries)],
  ['a row that is gone, altered or doubled', () => rowMutations(entries)],
])('%s is found', async (_, mutations) => {
  const missed: unknown[] = [];
  for (const { name, sql, firstBad } of mutations()) {
    const bad = await badIn(sql);
    const isFound = firstBad
      ? bad.some((one) => one.case === firstBad.case && one.seq === firstBad.seq)
      : bad.length > 0;
    if (!isFound) missed.push({ name, sql, firstBad, bad });
  }
  expect(missed).toEqual([]);
});

describe('heads, documents and keys', () => {
  const stranger = newKey().publicKey;
  test.each<[string, string, RegExp]>([
    ['no heads', 'DELETE FROM heads', /^head: .* missing/],
    ['no head of one case', "DELETE FROM heads WHERE case_id = 'case-2'", /^head: .* missing/],
    ['a head that says less', "UPDATE heads SET seq = seq - 1 WHERE case_id = 'case-1'", /^head: its signature/],
    ['a head that says more', "UPDATE heads SET seq = seq + 1 WHERE case_id = 'case-1'", /^head: its signature/],
    ['a head with a number beyond reach', 'UPDATE heads SET seq = 9223372036854775807', /^head: its signature/],
    ['a head that names another entry', `UPDATE heads SET hash = 'sha256:${'0'.repeat(64)}'`, /^head: its signature/],
    ['a head by another key', `UPDATE heads SET key = '${stranger.id}'`, /^head: its signature/],
    ['a head with another signature', "UPDATE heads SET signature = 'AAAA' || substr(signature, 5)", /^head: its sig/],
    ['a head whose signature is written otherwise', "UPDATE heads SET signature = signature || ' '", /^head: its sig/],
    [
      'the head of another case',
      `UPDATE heads SET (seq, hash, key, signature) =
        (SELECT seq, hash, key, signature FROM heads WHERE case_id = 'case-2') WHERE case_id = 'case-1'`,
      /^head: its signature/,
    ],
    [
      'a head of a case that has no entries',
      "INSERT INTO heads SELECT 'case-3', seq, hash, key, signature FROM heads WHERE case_id = 'case-2'",
      /^head: its signature|^cut/,
    ],
    ['a case without entries', "DELETE FROM entries WHERE case_id = 'case-2'", /^cut/],
    ['no entries', 'DELETE FROM entries', /^cut/],
    ['a case without its first entry', "DELETE FROM entries WHERE case_id = 'case-2' AND seq = 1", /^sequence/],
    ['an altered document', "UPDATE documents SET text = text || ' '", /^document: .* altered/],
    ['a document that is no text', "UPDATE documents SET text = CAST(text || x'ff' AS TEXT)", /^document: .* altered/],
    ['an empty document', "UPDATE documents SET text = ''", /^document: .* altered/],
    ['a document under another hash', "UPDATE documents SET hash = replace(hash, 'a', 'b')", /^document: .* missing/],
    ['no documents', 'DELETE FROM documents', /^document: .* missing/],
  ])('%s', async (_, sql, reason) => {
    const bad = await badIn(sql);
    expect(bad).not.toEqual([]);
    expect(bad[0]?.reason).toMatch(reason);
  });

  test('keys that somebody put into the file count for nothing, and those taken out are not missed', async () => {
    const { id, publicKey, pem } = stranger;
    const added = `INSERT INTO keys VALUES ('${id}', 'ed25519', '${publicKey}', '${pem}')`;
    expect(await badIn(added)).toEqual([]);
    expect(
      await badIn(
        `${added}; UPDATE entries SET text = replace(text, '"key":"${recorded.keys[0]?.id}"', '"key":"${id}"')`,
      ),
    ).not.toEqual([]);
    expect(await badIn('DELETE FROM keys')).toEqual([]);
  });
});

test('an old head put back is behind the entries', async () => {
  const third = JSON.parse(recorded.exported.get('case-1')?.split('\n')[2] ?? '') as Entry;
  const { hash, signature } = await signHead('case-1', 3, third.hash, openSigningKey(recorded.keyPath));
  const bad = await badIn(
    `UPDATE heads SET seq = 3, hash = '${hash}', signature = '${signature}' WHERE case_id = 'case-1'`,
  );
  expect(bad).toEqual([{ case: 'case-1', seq: 4, reason: expect.stringMatching(/^head: the signed head says 3 /) }]);
});

test('a document is hashed whatever kind of entry names it', async () => {
  const key = newKey();
  const text = 'what was collected';
  const body = { run: 'run-1', document: sha256(text) } as EntryBodies['evidence'];
  const draft = {
    case: 'case-1',
    seq: 1,
    at: '2026-11-22T00:00:00.000Z',
    actor: 'worker',
    kind: 'evidence',
    body,
  } as const;
  const line = { text: textOf(sealEntry(draft, genesis, key)) };
  const verifyWith = (stored: string | null) =>
    verifyLedger([line], [key.publicKey], { documents: async () => stored });
  expect(await verifyWith(text)).toMatchObject({ ok: true });
  expect((await verifyWith('something else')).firstBad?.reason).toMatch(/^document: .* altered/);
  expect((await verifyWith(null)).firstBad?.reason).toMatch(/^document: .* missing/);
});

test('a row doubled where the reader turns a page is found', async () => {
  const [path, keyPath] = [join(folder, 'long.db'), join(folder, 'long.key')];
  const ledger = await openLedger({ path, keyPath });
  await Promise.all(
    Array.from({ length: 250 }, (_, at) => ledger.append('case-1', 'worker', 'note', { run: 'run-1', text: `${at}` })),
  );
  await ledger.close();
  const found: (number | undefined)[] = [];
  for (const seq of [99, 100, 101, 200])
    found.push((await verify(altered(path, doubled(seq)), keyPath))[0]?.firstBad?.seq);
  expect(found).toEqual([100, 101, 102, 201]);
});
