import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore, type Store } from '../../../sandbox/world/store.js';

type Thing = { readonly n: number };

describe("the world's store", () => {
  let directory: string;
  let store: Store;
  const path = (): string => join(directory, 'world.sqlite');
  const reopen = (): void => {
    store.close();
    store = openStore(path());
  };
  const ids = (): readonly string[] =>
    store
      .table<Thing>('things')
      .entries()
      .map(([id]) => id);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'firebreak-store-'));
    store = openStore(path());
  });
  afterEach(() => {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const put = (id: string, n: number): unknown => store.transact(() => store.table<Thing>('things').put(id, { n }));

  it('shows the same rows in the same order after it was opened again', () => {
    for (const [index, id] of ['b', 'a', 'c'].entries()) put(id, index);
    put('a', 10);
    store.transact(() => store.table<Thing>('things').delete('b'));
    put('b', 11);
    const before = store.table<Thing>('things').entries();
    expect(before).toEqual([
      ['a', { n: 10 }],
      ['c', { n: 2 }],
      ['b', { n: 11 }],
    ]);
    reopen();
    expect(store.table<Thing>('things').entries()).toEqual(before);
  });

  it('takes everything back when a transaction throws, order included, in memory and on disk', () => {
    for (const id of ['a', 'b', 'c']) put(id, 0);
    const things = store.table<Thing>('things');
    expect(() =>
      store.transact(() => {
        things.delete('a');
        things.put('a', { n: 5 });
        things.delete('b');
        things.put('d', { n: 6 });
        store.append('log', 'lost');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(things.get('a')).toEqual({ n: 0 });
    expect(store.length('log')).toBe(0);
    put('e', 1);
    reopen();
    expect(ids()).toEqual(['a', 'b', 'c', 'e']);
  });

  it('takes back only the inner part of a transaction when that part fails', () => {
    store.transact(() => {
      const things = store.table<Thing>('things');
      things.put('outer', { n: 1 });
      expect(() =>
        store.transact(() => {
          things.put('inner', { n: 2 });
          throw new Error('part');
        }),
      ).toThrow('part');
      store.transact(() => things.put('second', { n: 3 }));
    });
    expect(ids()).toEqual(['outer', 'second']);
    reopen();
    expect(ids()).toEqual(['outer', 'second']);
  });

  it('answers from a rehearsal and leaves no trace of it', () => {
    put('a', 1);
    const seen = store.rehearse(() => {
      store.table<Thing>('things').put('b', { n: 2 });
      return ids();
    });
    expect(seen).toEqual(['a', 'b']);
    expect(ids()).toEqual(['a']);
    reopen();
    expect(ids()).toEqual(['a']);
  });

  it('refuses a change outside a transaction, and a change of a stored value', () => {
    expect(() => store.table<Thing>('things').put('a', { n: 1 })).toThrow('outside a transaction');
    put('a', 1);
    expect(() => Object.assign(store.table<Thing>('things').get('a') ?? {}, { n: 2 })).toThrow(TypeError);
  });

  it('keeps its logs in the order of appending, across openings', () => {
    store.transact(() => ['one', 'two', 'three'].forEach((text) => store.append('log', text)));
    reopen();
    expect(store.transact(() => store.append('log', 'four'))).toBe(3);
    expect(store.read('log', 1, 2)).toEqual([
      { at: 1, text: 'two' },
      { at: 2, text: 'three' },
    ]);
  });

  it('copies the world as it is to another file', () => {
    put('a', 1);
    const copy = join(directory, 'copy.sqlite');
    store.copyTo(copy);
    put('b', 2);
    const other = openStore(copy);
    expect(other.table<Thing>('things').entries()).toEqual([['a', { n: 1 }]]);
    other.close();
  });
});
