import { expect, test } from '@jest/globals';
import { hashOf } from '../../../ledger/canonical.js';
import { answered, intent, note } from './bodies.js';
import { readAt } from './open-at.js';
import { openedOnce } from './store.js';
import type { Store } from './store.js';

/** What is written, read back and fenced off, with one writer. */
export const writing = (store: Store, keyPath: string): void => {
  const opened = openedOnce(store, keyPath);

  test('chains what is appended at once, in one order, with times that do not run back', async () => {
    const { ledger } = opened;
    const entries = await Promise.all(
      Array.from({ length: 300 }, (_, at) => ledger.append('case-2', 'worker', 'note', note(`${at}`))),
    );
    const seqs = entries.map(({ seq }) => seq).toSorted((one, other) => one - other);
    expect(seqs).toEqual(Array.from({ length: 300 }, (_, at) => at + 1));
    const stored = await ledger.entries('case-2');
    expect(
      stored.every(
        (entry, at) => at === 0 || (entry.prev === stored[at - 1]?.hash && entry.at >= (stored[at - 1]?.at ?? '')),
      ),
    ).toBe(true);
  });

  test('reads by case, run, kind, step, place and number', async () => {
    const { ledger, place } = opened;
    await ledger.append('case-3', 'worker', 'note', { run: 'run-3', text: 'a' });
    await ledger.append('case-3', 'worker', 'call', { ...answered(1, 'ok'), run: 'run-3' });
    await ledger.append('case-3', 'worker', 'note', { run: 'run-4', text: 'b' });
    expect(await ledger.entries('case-3', { run: 'run-3' })).toHaveLength(2);
    expect(await ledger.entries('case-3', { run: 'run-3', kinds: ['call'], step: 'step-1' })).toHaveLength(1);
    expect(await ledger.entries('case-3', { kinds: [] })).toHaveLength(0);
    expect((await ledger.entries('case-3', { after: 1, limit: 1 })).map(({ seq }) => seq)).toEqual([2]);
    expect(await ledger.caseOfRun('run-4')).toBe('case-3');
    expect(await ledger.caseOfRun('run-9')).toBeNull();
    expect(await ledger.cases()).toContain('case-3');
    const reader = await readAt(place);
    const texts = await reader.texts('case-3', 1, 5);
    expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual(await ledger.entries('case-3', { after: 1 }));
    expect(await reader.newestText('case-3', 'note')).toBe(texts[1]);
    expect(await reader.newestText('case-3', 'call', 2)).toBeNull();
    expect((await reader.sizes()).get('case-3')).toBe(3);
    expect(await reader.head('case-3')).toMatchObject({ case: 'case-3', seq: 3 });
    expect(await reader.head('case-none')).toBeNull();
    await reader.close();
  });

  test('finds the runs of all cases that worked on a resource, oldest first', async () => {
    const { ledger } = opened;
    const worked = (caseId: string, run: string, step: string) =>
      ledger.append(caseId, 'worker', 'outcome', { run, step, state: 'applying', attempt: 1 });
    await worked('case-a', 'run-a', 'contain/i-12/isolate');
    await worked('case-b', 'run-b', 'contain/i-1/isolate');
    await worked('case-a', 'run-c', 'revoke/i-1/deny');
    await worked('case-a', 'run-c', 'contain/i-1/isolate');
    await worked('case-a', 'run-d', 'i-1/i-2/isolate');
    await worked('case-a', 'run-e', 'release-1/contain/i-1/isolate');
    await ledger.append('case-a', 'worker', 'call', {
      ...answered(1, 'ok'),
      run: 'run-f',
      step: 'contain/i-1/isolate',
    });
    expect(await ledger.runsOn(['i-1'])).toEqual([
      { case: 'case-b', run: 'run-b' },
      { case: 'case-a', run: 'run-c' },
    ]);
    expect((await ledger.runsOn(['i-12', 'i-2', 'i-3'])).map(({ run }) => run)).toEqual(['run-a', 'run-d']);
    expect(await ledger.runsOn([])).toEqual([]);
  });

  test('keeps every character as it was written', async () => {
    const text = `\u0000 ö 𝕏 \u2028 ' " \\ $1 ? %s {"a":1} \\u0000 e\u0301`;
    const { hash } = await opened.ledger.append("case-'8", 'worker "1"', 'note', note(text));
    expect(await opened.ledger.entries("case-'8")).toMatchObject([{ hash, actor: 'worker "1"', body: { text } }]);
  });

  test('fences: of the attempts at one call only a higher one passes', async () => {
    const { ledger } = opened;
    const first = await ledger.intend('case-4', 'worker', intent(2));
    expect(first).toMatchObject({ older: null, entry: { body: { attempt: 2 } } });
    expect('reconciles' in first.entry.body).toBe(false);
    for (const [caseId, attempt] of [
      ['case-4', 2],
      ['case-4', 1],
      ['case-x', 2],
    ] as const)
      await expect(ledger.intend(caseId, 'worker', intent(attempt))).rejects.toMatchObject({
        name: 'FencedError',
        by: 2,
      });
    const second = await ledger.intend('case-4', 'worker', intent(3));
    expect(second).toMatchObject({ older: { body: { attempt: 2 } }, entry: { body: { attempt: 3, reconciles: 2 } } });
    await ledger.append('case-4', 'worker', 'call', answered(3, 'error'));
    const third = await ledger.intend('case-4', 'worker', intent(4));
    expect(third.older?.body.attempt).toBe(3);
    expect('reconciles' in third.entry.body).toBe(false);
    expect((await ledger.intend('case-4', 'worker', intent(1, 'other'))).older).toBeNull();
  });

  test('fences attempts that come at the same time, and those that follow each other in one breath', async () => {
    const { ledger } = opened;
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, () => ledger.intend('case-5', 'worker', intent(1, 'same'))),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [second, , third] = await Promise.all([
      ledger.intend('case-5', 'worker', intent(2, 'same')),
      ledger.append('case-5', 'worker', 'call', { ...answered(2, 'ok'), call: 'same' }),
      ledger.intend('case-5', 'worker', intent(3, 'same')),
    ]);
    expect(second.entry.body.reconciles).toBe(1);
    expect(third.older).toEqual(second.entry);
    expect(third.entry.body.reconciles).toBeUndefined();
  });

  test('appends once per key', async () => {
    const { ledger } = opened;
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, at) => ledger.appendOnce('case-6', 'worker', 'note', note(`${at}`), 'key')),
    );
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(new Set(all.map(({ entry }) => entry.hash)).size).toBe(1);
    const [stored] = await ledger.entries('case-6');
    expect(stored?.hash).toBe(all[0]?.entry.hash);
    expect((await ledger.appendOnce('case-6', 'worker', 'note', note('x'), 'other')).repeated).toBe(false);
    expect((await ledger.appendOnce('case-7', 'worker', 'note', note('x'), 'key')).repeated).toBe(false);
  });

  test('keeps documents by their hash, and notices when one was altered', async () => {
    const { ledger, place } = opened;
    const value = { b: [1], a: 'ö' };
    const hash = await ledger.putDocument(value);
    expect(hash).toBe(hashOf(value));
    expect(await Promise.all([1, 2, 3].map(() => ledger.putDocument({ a: 'ö', b: [1] })))).toEqual([hash, hash, hash]);
    expect(await ledger.getDocument(hash)).toEqual(value);
    await store.alter(place, `UPDATE documents SET text = '{"a":"o","b":[1]}' WHERE hash = '${hash}'`);
    await expect(ledger.getDocument(hash)).rejects.toThrow(/altered/);
    await expect(ledger.putDocument(value)).rejects.toThrow(/altered/);
    await expect(ledger.getDocument(hashOf(2))).rejects.toThrow(/missing/);
  });
};
