import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../ledger/open.js';
import { runProgram, type Told } from '../support/stack/program.js';

let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'firebreak-place-'));
  mkdirSync(join(home, 'logs'));
  const ledger = await openLedger({ path: join(home, 'ledger.db') }, { keyPath: join(home, 'signing.key') });
  await ledger.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

// Says at its end whether the client of PostgreSQL was loaded: it is CommonJS, so its files stand in the cache of those.
const tell = `import { createRequire } from 'node:module';
process.on('exit', () => {
  const isLoaded = Object.keys(createRequire('/').cache).some((file) => file.includes('/node_modules/pg/'));
  process.stderr.write(isLoaded ? 'pg was loaded' : 'pg was not loaded');
});`;
const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` };

const firebreak = (ledger: object, ...words: readonly string[]): Promise<Told> => {
  writeFileSync(join(home, 'firebreak.yaml'), JSON.stringify({ ledger: { ...ledger, key: 'signing.key' } }));
  return runProgram(home, { env }, words);
};

// Nothing listens on port 1.
const away = {
  url: 'postgres://writer:hunter2@127.0.0.1:1/incidents',
  readUrl: 'postgres://me:swordfish@127.0.0.1:1/incidents',
};

describe('a ledger', () => {
  it('in a file is read without loading what another store needs', async () => {
    const told = await firebreak({ path: 'ledger.db' }, 'runs', '--json');
    expect({ code: told.code, runs: told.json(), stderr: told.stderr }).toEqual({
      code: 0,
      runs: [],
      stderr: 'pg was not loaded',
    });
  });

  it('in a database that does not answer is named, without its password', async () => {
    const told = await firebreak(away, 'runs', '--json');
    expect(told.stderr).toBe('pg was loaded');
    expect(told.code).toBe(5);
    expect(told.json()).toMatchObject({
      error: {
        code: 'ledger-unavailable',
        message: expect.stringMatching(/the ledger 127\.0\.0\.1:1\/incidents cannot be used: .*ECONNREFUSED/),
      },
    });
    expect(told.stdout).not.toMatch(/hunter2|swordfish/);
  });

  it('is shown in the configuration without a password', async () => {
    for (const words of [
      ['config', 'show'],
      ['config', 'show', '--json'],
    ]) {
      const { code, stdout } = await firebreak(away, ...words);
      expect(code).toBe(0);
      expect(stdout).toContain('postgres://writer@127.0.0.1:1/incidents');
      expect(stdout).toContain('postgres://me@127.0.0.1:1/incidents');
      expect(stdout).not.toMatch(/hunter2|swordfish/);
    }
  });
});
