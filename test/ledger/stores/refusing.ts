import { expect, test } from '@jest/globals';
import { maxDocumentBytes } from '../../../ledger/writing/stored-ledger.js';
import { answered, intent, note } from './bodies.js';
import { openedOnce } from './store.js';
import type { Store } from './store.js';

/** What is not recorded, and that everything else is. */
export const refusing = (store: Store, keyPath: string): void => {
  const opened = openedOnce(store, keyPath);

  test('refuses what is too large or not JSON, and goes on', async () => {
    const { ledger } = opened;
    await expect(ledger.append('case-1', 'worker', 'note', note('\ud800'))).rejects.toThrow(/surrogate/);
    await expect(ledger.append('case-1', 'worker', 'other' as 'note', note(''))).rejects.toThrow(/no kind/);
    await expect(ledger.append('case-1', 'worker', 'intent', intent(1))).rejects.toThrow(/use intend/);
    await expect(ledger.putDocument('x'.repeat(maxDocumentBytes))).rejects.toThrow(/larger than/);
    await expect(ledger.append('case-\0', 'worker', 'note', note(''))).rejects.toThrow(/U\+0000/);
    await expect(ledger.appendOnce('case-1', 'worker', 'note', note(''), '\ud800')).rejects.toThrow(/Unicode/);
    const long = { ...answered(1, 'ok'), step: 's'.repeat(2_400) };
    await expect(ledger.append('case-1', 'worker', 'call', long)).rejects.toThrow(/at most 2400 bytes/);
    await expect(ledger.append('case-1', 'worker', 'note', note('after'))).resolves.toMatchObject({
      body: { text: 'after' },
    });
  });

  test('one that is refused does not disturb those beside it', async () => {
    const { ledger } = opened;
    const large = { ...answered(1, 'ok'), input: 'x'.repeat(300_000) };
    const all = await Promise.allSettled([
      ledger.append('case-9', 'worker', 'note', note('1')),
      ledger.append('case-9', 'worker', 'call', large),
      ledger.append('case-9', 'worker', 'note', note('2')),
    ]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(all[1]).toMatchObject({ reason: { name: 'LedgerInputError', message: expect.stringMatching(/262144/) } });
    expect(await ledger.entries('case-9')).toHaveLength(2);
  });

  test('the longest names that are taken can be indexed', async () => {
    const { ledger } = opened;
    const random = (length: number): string =>
      Array.from({ length }, (_, at) => ((at * 7_919 + length) % 36).toString(36)).join('');
    const caseId = random(256);
    const step = `${random(64)}/${random(1_500)}`;
    const body = { run: random(200), step, state: 'applying', attempt: 1 } as const;
    await ledger.appendOnce(caseId, 'worker', 'outcome', body, random(300));
    expect(await ledger.entries(caseId)).toHaveLength(1);
  });

  test.each<[string, string, RegExp]>([
    ['a last entry that was edited', 'UPDATE entries SET text = replace(text, \'"text":"2"\', \'"text":"9"\')', /last/],
    ['a last entry that is no JSON', "UPDATE entries SET text = 'x'", /altered/],
    ['a last entry that is gone', 'DELETE FROM entries', /last/],
    ['a head that is gone', 'DELETE FROM heads', /last/],
  ])('nothing follows %s; other cases go on', async (name, sql, why) => {
    const { ledger, place } = opened;
    for (const text of ['1', '2']) await ledger.append(name, 'worker', 'note', note(text));
    const last = sql.includes('heads') ? '' : ' AND seq = 2';
    await store.alter(place, `${sql} WHERE case_id = '${name}'${last}`);
    const all = await Promise.allSettled([
      ledger.append(name, 'worker', 'note', note('3')),
      ledger.append('case-1', 'worker', 'note', note('other')),
    ]);
    expect(all[0]).toMatchObject({ reason: { name: 'LedgerTamperedError', message: expect.stringMatching(why) } });
    expect(all[1]?.status).toBe('fulfilled');
  });

  test('nothing follows entries that are all gone', async () => {
    const { ledger, place } = opened;
    await ledger.append('case-gone', 'worker', 'note', note('1'));
    await store.alter(place, "DELETE FROM entries WHERE case_id = 'case-gone'");
    await expect(ledger.append('case-gone', 'worker', 'note', note('2'))).rejects.toThrow(/are gone/);
  });
};
