import { beforeAll, expect, test } from '@jest/globals';
import { text } from 'node:stream/consumers';
import { hashOf } from '../../../ledger/canonical.js';
import { exportJsonl, parseJsonl } from '../../../ledger/export.js';
import { planReference } from '../../../ledger/plan-hash.js';
import { trustedKeys } from '../../../ledger/rotation/trusted-keys.js';
import { verifyStored } from '../../../ledger/verify-stored.js';
import { verifyLedger } from '../../../ledger/verify.js';
import type { LedgerReport } from '../../../ledger/verify.js';
import type { Json } from '../../../workflows/contract/json.js';
import { doubled } from '../fixtures/mutations/rows.js';
import { isolate, planWith } from '../fixtures/plans.js';
import { note } from './bodies.js';
import { openAt, readAt } from './open-at.js';
import type { Store } from './store.js';

/** Verifies `case-1` of a ledger, with the keys that are pinned beside its key. */
export const verifyAt = async (place: string, keyPath: string): Promise<LedgerReport> => {
  const reader = await readAt(place);
  try {
    return await verifyStored(reader, 'case-1', (await trustedKeys(reader, keyPath)).keys);
  } finally {
    await reader.close();
  }
};

/** What verification finds of what somebody did who may write where the ledger is kept, and has no key. */
export const tampering = (store: Store, keyPath: string): void => {
  let original: string;
  beforeAll(async () => {
    original = await store.fresh();
    const ledger = await openAt(original, keyPath);
    for (let at = 1; at <= 4; at += 1) await ledger.append('case-1', 'worker', 'note', note(`${at}`));
    const plan = planWith(isolate);
    await ledger.putDocument(plan as Json);
    await ledger.append('case-1', 'worker', 'plan', {
      run: 'run-1',
      event: 'replanned',
      plan: planReference(plan),
      authority: hashOf(1),
    });
    await ledger.close();
  });

  const after = async (sql: string): Promise<LedgerReport> => {
    const copy = await store.copy(original);
    await store.alter(copy, sql);
    return verifyAt(copy, keyPath);
  };

  test('a ledger that nobody touched verifies, and so does its export', async () => {
    expect(await after('SELECT 1')).toMatchObject({ ok: true, entries: 5, firstBad: null });
    const reader = await readAt(original);
    const jsonl = Buffer.from(await text(exportJsonl(reader, 'case-1')));
    const keys = await reader.keys();
    await reader.close();
    expect(await verifyLedger(parseJsonl([jsonl]), keys, { case: 'case-1' })).toMatchObject({ ok: true, entries: 5 });
  });

  test.each<[string, string, number, RegExp]>([
    [
      'an edited text',
      'UPDATE entries SET text = replace(text, \'"text":"2"\', \'"text":"9"\') WHERE seq = 2',
      2,
      /^hash/,
    ],
    ['a deleted row', 'DELETE FROM entries WHERE seq = 3', 3, /^sequence/],
    ['a cut tail', 'DELETE FROM entries WHERE seq > 3', 4, /^cut/],
    ['everything deleted', 'DELETE FROM entries', 1, /^cut/],
    ['a cut tail and no head', 'DELETE FROM entries WHERE seq > 3; DELETE FROM heads', 3, /^head/],
    ['a renumbered row', 'UPDATE entries SET seq = 9 WHERE seq = 5', 5, /^index: column seq/],
    ['a number beyond reach', 'UPDATE entries SET seq = 9223372036854775807 WHERE seq = 5', 5, /^index: column seq/],
    ['a row of another run', "UPDATE entries SET run = 'run-2' WHERE seq = 2", 2, /^index: column run/],
    ['a row of another kind', "UPDATE entries SET kind = 'seal' WHERE seq = 2", 2, /^index: column kind/],
    [
      'a text without end',
      `UPDATE entries SET text = text || '${' '.repeat(300_000)}' WHERE seq = 2`,
      2,
      /^malformed: longer/,
    ],
    ['a negative number', 'UPDATE entries SET seq = -5 WHERE seq = 5', 1, /^index: column seq|^sequence/],
    ['a step that is gone', "UPDATE entries SET step = 'x' WHERE seq = 3", 3, /^index: column step/],
    ['a head put back', 'UPDATE heads SET seq = 4', 5, /^head: its signature/],
    [
      'an altered plan',
      "UPDATE documents SET text = replace(text, '111111111111', '222222222222')",
      5,
      /^document: .* altered/,
    ],
    ['a missing plan', 'DELETE FROM documents', 5, /^document: .* missing/],
  ])('%s is found', async (_, sql, seq, reason) => {
    const { firstBad } = await after(sql);
    expect(firstBad).toMatchObject({ seq, reason: expect.stringMatching(reason) });
  });

  test('a row doubled where the reader turns a page is found', async () => {
    const place = await store.fresh();
    const ledger = await openAt(place, keyPath);
    await Promise.all(Array.from({ length: 250 }, (_, at) => ledger.append('case-1', 'worker', 'note', note(`${at}`))));
    await ledger.close();
    expect(await verifyAt(place, keyPath)).toMatchObject({ ok: true, entries: 250 });
    await store.alter(place, doubled(100));
    expect((await verifyAt(place, keyPath)).firstBad).toMatchObject({
      seq: 101,
      reason: expect.stringMatching(/^sequence/),
    });
  });
};
