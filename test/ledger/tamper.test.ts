import { beforeAll, expect, jest, test } from '@jest/globals';
import { parseJsonl } from '../../ledger/export.js';
import { genesis } from '../../ledger/entry.js';
import { verifyLedger } from '../../ledger/verify.js';
import type { LedgerReport } from '../../ledger/verify.js';
import { entryKinds } from '../../ledger/entry-shape.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import { keyIn, newKey, sealEntry, textOf, type TestKey } from './fixtures/chain.js';
import { contentMutations } from './fixtures/mutations/content.js';
import { formMutations } from './fixtures/mutations/form.js';
import { fileOf, firstDifference } from './fixtures/mutations/mutation.js';
import type { Mutation } from './fixtures/mutations/mutation.js';
import { orderMutations } from './fixtures/mutations/order.js';
import { forkMutations, signingMutations } from './fixtures/mutations/signing.js';
import { recordLedger } from './fixtures/recorded.js';
import { temporaryFolder } from './fixtures/temporary.js';

// An exported case, and everything that can be done to the file. What is cut off at its end is not here: nothing in the
// file tells of it. Seals do, and their tests are beside this one.

// Thousands of verifications, on a machine that others may be using.
jest.setTimeout(300_000);

const folder = temporaryFolder();
let key: TestKey;
let lines: readonly string[];
let foreign: readonly string[];
const thief = newKey();

beforeAll(async () => {
  const recorded = await recordLedger(folder);
  key = keyIn(recorded.keyPath);
  const linesOf = (caseId: string) => recorded.exported.get(caseId)?.split('\n').slice(0, -1) ?? [];
  [lines, foreign] = [linesOf('case-1'), linesOf('case-2')];
});

const verify = (file: Buffer, caseId = 'case-1'): Promise<LedgerReport> =>
  verifyLedger(parseJsonl([file]), [key.publicKey], { case: caseId });

const forkFrom = 12;
const fork = (): readonly string[] => {
  let prev: Hash = genesis;
  return lines.map((line, at) => {
    const entry = JSON.parse(line) as Entry;
    const other = sealEntry({ ...entry, actor: at < forkFrom ? entry.actor : 'worker:other' }, prev, key);
    prev = other.hash;
    return textOf(other);
  });
};

const sorts: Readonly<Record<string, () => Iterable<Mutation>>> = {
  'a changed, removed, renamed or added field': () => contentMutations(lines),
  'the same content in another form': () => formMutations(lines),
  'entries removed, repeated, moved or taken from another case': () => orderMutations(lines, foreign),
  'entries hashed or signed again without the key': () => signingMutations(lines, thief, key.id),
  'two histories of one case': () => forkMutations(lines, fork(), forkFrom),
};

const reasons = /^(?:malformed|sequence|case|hash|not canonical|prev|unknown key|the signature)/;

test('a ledger that nobody touched has every kind of entry, and verifies', async () => {
  expect(new Set(lines.map((line) => (JSON.parse(line) as Entry).kind))).toEqual(new Set(entryKinds));
  expect(await verify(fileOf(lines))).toMatchObject({ ok: true, entries: lines.length, firstBad: null });
  expect(await verify(fileOf(foreign), 'case-2')).toMatchObject({ ok: true, entries: foreign.length, firstBad: null });
});

test('another history by the same key verifies too: only what is kept elsewhere tells which one was first', async () => {
  expect(await verify(fileOf(fork()))).toMatchObject({ ok: true, entries: lines.length });
});

test.each(Object.entries(sorts))('%s is found, at the right entry, with a reason', async (_, mutations) => {
  const missed: unknown[] = [];
  let count = 0;
  for (const { name, lines: tampered, firstBad } of mutations()) {
    count += 1;
    const file = fileOf(tampered);
    const report = await verify(file);
    const seq = firstBad ?? firstDifference(lines, file);
    const found = report.firstBad?.seq === seq && reasons.test(report.firstBad.reason) && report.entries === seq - 1;
    if (report.ok || !found) missed.push({ name, seq, found: report.firstBad });
  }
  expect(missed).toEqual([]);
  expect(count).toBeGreaterThan(50);
});

test('these are thousands, each of another name', () => {
  const names = Object.values(sorts).flatMap((mutations) => [...mutations()].map(({ name }) => name));
  expect(names.length).toBeGreaterThanOrEqual(2_000);
  expect(new Set(names).size).toBe(names.length);
});
