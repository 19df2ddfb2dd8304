import { describe, expect, test } from '@jest/globals';
import { chmodSync, copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openLedger } from '../../../ledger/sqlite/ledger.js';
import { openSqliteReader } from '../../../ledger/sqlite/reader.js';
import { runSources } from '../../../ledger/sqlite/run-sources.js';
import { temporaryFolder } from '../fixtures/temporary.js';
import { note } from './bodies.js';
import { conformance } from './conformance.js';
import { runNode } from './run-node.js';
import type { Store } from './store.js';
import { openLedgerFile } from '../../support/ledger-file.js';

const folder = temporaryFolder();
const keyPath = join(folder, 'ledger.key');
let made = 0;
const fresh = (): string => {
  made += 1;
  return join(folder, `store-${made}`, 'ledger.db');
};

const store: Store = {
  fresh: async () => fresh(),
  copy: async (place) => {
    const copy = fresh();
    mkdirSync(dirname(copy));
    copyFileSync(place, copy);
    return copy;
  },
  alter: async (place, sql) => {
    const db = openLedgerFile(place);
    db.exec(sql);
    db.close();
  },
  freshIn: async (disk) => join(disk, 'ledger.db'),
  megabytes: 8,
  uid: () => process.getuid?.() ?? 0,
  remove: async () => {},
  newer: 'PRAGMA user_version = 99',
};

describe('a ledger in SQLite', () => conformance(store, keyPath));

test('it is readable by its owner only', async () => {
  const path = fresh();
  const ledger = await openLedger({ path, keyPath });
  await ledger.append('case-1', 'worker', 'note', note('first'));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  await ledger.close();
});

test('a file that is no ledger is not read as one', () => {
  const path = join(folder, 'not-a-ledger');
  writeFileSync(path, 'not a database, only a text that is long enough to be looked at'.repeat(100));
  expect(() => openSqliteReader(path)).toThrow(
    expect.objectContaining({ name: 'LedgerUnavailableError', code: 'not-a-ledger' }),
  );
  writeFileSync(path, '');
  expect(() => openSqliteReader(path)).toThrow(expect.objectContaining({ code: 'not-a-ledger' }));
});

test('a folder cannot be opened as a ledger', async () => {
  mkdirSync(join(folder, 'is-a-folder'));
  await expect(openLedger({ path: join(folder, 'is-a-folder'), keyPath })).rejects.toMatchObject({
    code: 'unreadable',
  });
});

test('a closed ledger is read in a folder that may not be written', async () => {
  const path = fresh();
  const ledger = await openLedger({ path, keyPath });
  await ledger.append('case-1', 'worker', 'note', note('1'));
  await ledger.close();
  const home = dirname(path);
  chmodSync(folder, 0o755);
  chmodSync(home, 0o555);
  chmodSync(path, 0o444);
  const source = new URL('../../../ledger/sqlite/reader.ts', import.meta.url).href;
  const code = `import { openSqliteReader } from ${JSON.stringify(source)};
    const reader = openSqliteReader(${JSON.stringify(path)});
    console.log((await reader.entries('case-1')).length, await reader.version());`;
  // Root may write anywhere: as root, read as nobody.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const read = await runNode([...runSources, '--input-type=module', '-e', code], { ...nobody, cwd: '/' });
  chmodSync(home, 0o755);
  expect(read).toEqual({ out: '1 1\n', code: 0 });
});
