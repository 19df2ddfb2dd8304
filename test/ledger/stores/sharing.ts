import { describe, expect, test } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Ledger } from '../../../ledger/ledger.js';
import { runSources } from '../../../ledger/sqlite/run-sources.js';
import { keyIn, sealEntry, textOf } from '../fixtures/chain.js';
import { intent, note } from './bodies.js';
import { runNode } from './run-node.js';
import { openAt, readAt } from './open-at.js';
import type { Store } from './store.js';
import { verifyAt } from './tampering.js';

const child = fileURLToPath(new URL('../fixtures/append-until-killed.ts', import.meta.url));

/** Several writers and readers of one ledger, in one process and in several, and what is left of them when killed. */
export const sharing = (store: Store, keyPath: string): void => {
  const withTwo = async (work: (one: Ledger, other: Ledger, place: string) => Promise<void>): Promise<void> => {
    const place = await store.fresh();
    // At the same time, where nothing is yet: both make it.
    const [one, other] = await Promise.all([openAt(place, keyPath), openAt(place, keyPath)]);
    try {
      await work(one, other, place);
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  };

  test('two writers of one case make one chain', () =>
    withTwo(async (one, other, place) => {
      expect(one.keys).toEqual(other.keys);
      const all = await Promise.all(
        [one, other].flatMap((ledger) =>
          Array.from({ length: 100 }, (_, at) => ledger.append('case-1', 'worker', 'note', note(`${at}`))),
        ),
      );
      const seqs = all.map(({ seq }) => seq).toSorted((a, b) => a - b);
      expect(seqs).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
      expect(await verifyAt(place, keyPath)).toMatchObject({ ok: true, entries: 200 });
    }));

  test('two writers append once, and only one of them claims a call, whatever the case', () =>
    withTwo(async (one, other) => {
      const keys = Array.from({ length: 20 }, (_, at) => `key-${at}`);
      const once = await Promise.all(
        [one, other].map((ledger) =>
          Promise.all(keys.map((key) => ledger.appendOnce('case-1', 'worker', 'note', note('x'), key))),
        ),
      );
      const [first = [], second = []] = once;
      expect(first.map(({ entry }) => entry.hash)).toEqual(second.map(({ entry }) => entry.hash));
      expect(once.flat().filter(({ repeated }) => !repeated)).toHaveLength(20);
      const claims = await Promise.allSettled(
        keys.flatMap((key) => [
          one.intend('case-1', 'worker', intent(1, key)),
          other.intend('case-2', 'worker', intent(1, key)),
        ]),
      );
      expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
      for (const claim of claims)
        if (claim.status === 'rejected') expect(claim.reason).toMatchObject({ name: 'FencedError', by: 1 });
    }));

  test('who follows by the version misses nothing of any case', () =>
    withTwo(async (one, other, place) => {
      const reader = await readAt(place);
      const before = await reader.version();
      const seen = new Map<string, number>();
      let isOver = false;
      const follow = async (): Promise<void> => {
        let last = before;
        for (;;) {
          // Read first: whatever is appended after it makes another version.
          const isLast = isOver;
          const version = await reader.version();
          if (version < last) throw new Error(`the version went back from ${last} to ${version}`);
          if (version > last)
            for (const caseId of await reader.cases())
              for (const { seq } of await reader.entries(caseId, { after: seen.get(caseId) ?? 0 })) {
                if (seq !== (seen.get(caseId) ?? 0) + 1) throw new Error(`${caseId}: ${seq} came out of order`);
                seen.set(caseId, seq);
              }
          last = version;
          if (isLast) return;
          await setImmediate();
        }
      };
      const following = follow();
      await Promise.all(
        Array.from({ length: 160 }, (_, at) =>
          (at % 2 === 0 ? one : other).append(`case-${at % 8}`, 'worker', 'note', note(`${at}`)),
        ),
      );
      isOver = true;
      await following;
      expect([...seen.values()]).toEqual(Array.from({ length: 8 }, () => 20));
      await reader.close();
    }));

  test('time stands still until a clock that was set back has caught up', async () => {
    const place = await store.fresh();
    const ledger = await openAt(place, keyPath);
    const { hash } = await ledger.append('case-1', 'worker', 'note', note('1'));
    const key = keyIn(keyPath);
    const at = '2999-01-01T00:00:00.000Z';
    const draft = { case: 'case-1', seq: 2, at, actor: 'worker', kind: 'note', body: note('2') } as const;
    const entry = sealEntry(draft, hash, key);
    await store.alter(
      place,
      `INSERT INTO entries (case_id, seq, kind, run, text) VALUES ('case-1', 2, 'note', 'run-1', '${textOf(entry)}');
       UPDATE heads SET seq = 2, hash = '${entry.hash}' WHERE case_id = 'case-1'`,
    );
    expect(await ledger.append('case-1', 'worker', 'note', note('3'))).toMatchObject({ seq: 3, at });
    await ledger.close();
    expect(await verifyAt(place, keyPath)).toMatchObject({ ok: true, entries: 3 });
  });

  describe('opening', () => {
    test('says when nothing is there, when a newer Firebreak wrote it, and when it was closed', async () => {
      const place = await store.fresh();
      await expect(readAt(place)).rejects.toMatchObject({ name: 'LedgerUnavailableError', code: 'missing' });
      const ledger = await openAt(place, keyPath);
      await ledger.append('case-1', 'worker', 'note', note('1'));
      const reader = await readAt(place);
      expect(await reader.keys()).toEqual(ledger.keys);
      await ledger.close();
      await ledger.close();
      await expect(ledger.append('case-1', 'worker', 'note', note(''))).rejects.toMatchObject({ code: 'closed' });
      // Nobody writes any more; it is read all the same, until it is closed too.
      expect(await reader.cases()).toEqual(['case-1']);
      await reader.close();
      await reader.close();
      await store.alter(place, store.newer);
      await expect(openAt(place, keyPath)).rejects.toMatchObject({ code: 'newer' });
      await expect(readAt(place)).rejects.toMatchObject({ code: 'newer' });
    });

    test('lists runs, newest first', async () => {
      const place = await store.fresh();
      const ledger = await openAt(place, keyPath);
      for (const [run, state] of [
        ['run-1', 'planning'],
        ['run-2', 'planning'],
        ['run-1', 'running'],
      ] as const)
        await ledger.append('case-1', 'worker', 'run', { run, event: 'state', state });
      const reader = await readAt(place);
      expect(await reader.runs()).toEqual([
        { case: 'case-1', run: 'run-2', seq: 2 },
        { case: 'case-1', run: 'run-1', seq: 1 },
      ]);
      await reader.close();
      await ledger.close();
    });
  });

  describe('several processes', () => {
    test('append to one chain', async () => {
      const place = await store.fresh();
      const results = await Promise.all(
        ['one', 'two'].map((name) => runNode([...runSources, child, place, keyPath, name, '200'])),
      );
      expect(results.map(({ code }) => code)).toEqual([0, 0]);
      expect(await verifyAt(place, keyPath)).toMatchObject({ ok: true, entries: 400 });
    });

    test('kill -9 in the middle of appending loses nothing that was acknowledged', async () => {
      const place = await store.fresh();
      const acknowledged: string[] = [];
      for (const life of ['first', 'second', 'third']) {
        const { out } = await runNode([...runSources, child, place, keyPath, life], {}, 40);
        // The last line may have been cut by the kill.
        acknowledged.push(...out.slice(0, out.lastIndexOf('\n')).split('\n'));
      }
      expect(acknowledged.length).toBeGreaterThanOrEqual(120);
      expect(await verifyAt(place, keyPath)).toMatchObject({ ok: true, firstBad: null });
      const reader = await readAt(place);
      const stored = new Set((await reader.entries('case-1')).map(({ seq, hash }) => `${seq} ${hash}`));
      await reader.close();
      expect(acknowledged.filter((line) => !stored.has(line))).toEqual([]);
    });
  });
};
