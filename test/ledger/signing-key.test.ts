import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runSources } from '../../ledger/sqlite/run-sources.js';
import type { LedgerKey } from '../../ledger/keys.js';
import { trustedKeys } from '../../ledger/rotation/trusted-keys.js';
import { openSigningKey, pinnedPath } from '../../ledger/signing-key.js';
import { newKey } from './fixtures/chain.js';
import { temporaryFolder } from './fixtures/temporary.js';

const folder = temporaryFolder();

test('makes a private key once and finds it again', () => {
  const path = join(folder, 'a', 'ledger.key');
  const key = openSigningKey(path);
  expect(openSigningKey(path).publicKey).toEqual(key.publicKey);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
  expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(readdirSync(join(folder, 'a')).sort()).toEqual(['ledger.key', 'ledger.key.pub']);
});

test('a pin that was replaced, and a key that others may read, are refused', () => {
  const path = join(folder, 'b.key');
  openSigningKey(path);
  chmodSync(path, 0o644);
  expect(() => openSigningKey(path)).toThrow(/chmod 600/);
  chmodSync(path, 0o600);
  writeFileSync(pinnedPath(path), JSON.stringify(newKey().publicKey));
  expect(() => openSigningKey(path)).toThrow(/one of them was replaced/);
});

test('the pinned key decides: a key that stands only in the table is not trusted', async () => {
  const path = join(folder, 'c.key');
  const { publicKey } = openSigningKey(path);
  const intruder = newKey().publicKey;
  const reader = (keys: readonly LedgerKey[]) => ({
    keys: async () => [...keys],
    lines: async function* () {},
    documentText: async () => null,
  });
  expect(await trustedKeys(reader([publicKey, intruder]), path)).toEqual({ keys: [publicKey], pinned: true });
  expect(await trustedKeys(reader([intruder]), join(folder, 'none.key'))).toEqual({ keys: [intruder], pinned: false });
});

test('processes that start at once agree on one key', async () => {
  const path = join(folder, 'race', 'ledger.key');
  const source = new URL('../../ledger/signing-key.ts', import.meta.url).href;
  const code = `import { openSigningKey } from ${JSON.stringify(source)}; console.log(openSigningKey(${JSON.stringify(path)}).id)`;
  const run = promisify(execFile);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => run(process.execPath, [...runSources, '--input-type=module', '-e', code])),
  );
  expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1);
});
