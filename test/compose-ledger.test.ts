import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { openLedger, openReader } from '../ledger/open.js';
import { temporaryFolder } from './ledger/fixtures/temporary.js';
import { startPostgres, whyNoPostgres, type Postgres } from './support/postgres.js';
import { runProgram } from './support/stack/program.js';

type Service = { readonly entrypoint: readonly string[]; readonly command: readonly string[] };
const file = readFileSync(resolve(import.meta.dirname, '..', 'docker-compose.yml'), 'utf8');
const { services } = parse(file) as { readonly services: Readonly<Record<string, Service>> };

const suite = whyNoPostgres() === null ? describe : describe.skip;

// Two of its services in the order in which Compose runs them, on a server that trusts everybody on this machine.
suite('the ledger of docker-compose.yml', () => {
  const home = temporaryFolder();
  let postgres: Postgres;
  let server: URL;
  beforeAll(async () => {
    mkdirSync(join(home, 'logs'));
    postgres = await startPostgres();
    server = new URL(await postgres.database());
  });
  afterAll(() => postgres?.stop());

  const database = (): void => {
    const { entrypoint: [shell = '', ...options] = [], command = [] } = services['ledger-database'] ?? {};
    const passwords = { OWNER_PASSWORD: "o'o", WRITER_PASSWORD: 'w w', READER_PASSWORD: 'r$r' };
    const env = { PATH: process.env['PATH'], PGHOST: server.hostname, PGPORT: server.port, PGUSER: 'super' };
    const { status, stderr } = spawnSync(shell, [...options, ...command], {
      env: { ...env, ...passwords },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  };
  const tables = () => {
    const words = (services['ledger-tables']?.command ?? []).map((word) =>
      word.replace('@postgresql/', `@${server.host}/`),
    );
    return runProgram(home, {}, [...words, '--json']);
  };
  const as = (role: string): string => `postgres://${role}@${server.host}/firebreak`;

  it('is made once, however often it is asked for, for one role that owns it, one that writes and one that reads', async () => {
    database();
    database();
    const [first, second] = [await tables(), await tables()];
    expect([first.json(), second.json()]).toMatchObject([
      { url: as('firebreak_owner'), made: true },
      { url: as('firebreak_owner'), made: false },
    ]);
    const place = { url: as('firebreak_writer'), readUrl: as('firebreak_reader') };
    const ledger = await openLedger(place, { keyPath: join(home, 'signing.key') });
    await ledger.append('case-1', 'worker', 'note', { run: 'run-1', text: 'something' });
    await ledger.close();
    const reader = await openReader(place);
    expect(await reader.cases()).toEqual(['case-1']);
    await reader.close();
  });

  it.each([
    ['firebreak_writer', 'UPDATE firebreak.entries SET text = text', 'permission denied'],
    ['firebreak_writer', 'DROP TRIGGER append_only ON firebreak.entries', 'must be owner'],
    ['firebreak_reader', 'DELETE FROM firebreak.heads', 'permission denied'],
    ['firebreak_reader', 'SELECT pg_advisory_lock(1)', 'permission denied'],
    ['firebreak_reader', 'SELECT pg_try_advisory_xact_lock_shared(1, 1)', 'permission denied'],
    ['firebreak_reader', 'CREATE TABLE firebreak.more (id int)', 'permission denied'],
    ['firebreak_owner', 'DELETE FROM firebreak.entries', 'append-only'],
  ])('lets %s not do this: %s', async (role, sql, why) => {
    await expect(postgres.query(as(role), sql)).rejects.toThrow(why);
  });
});
