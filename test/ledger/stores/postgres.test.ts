import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgresWriter } from '../../../ledger/postgres/writer.js';
import { openSigningKey } from '../../../ledger/signing-key.js';
import { appendRequest } from '../../../ledger/writing/requests.js';
import { startPostgres, whyNoPostgres } from '../../support/postgres.js';
import type { Postgres } from '../../support/postgres.js';
import { temporaryFolder } from '../fixtures/temporary.js';
import { note } from './bodies.js';
import { conformance } from './conformance.js';
import { openAt, readAt } from './open-at.js';
import { passwords } from './postgres-passwords.js';
import { roles } from './postgres-roles.js';
import type { Store } from './store.js';

const suite = whyNoPostgres() === null ? describe : describe.skip;

suite('a ledger in PostgreSQL', () => {
  const keyPath = join(temporaryFolder(), 'ledger.key');
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  const store: Store = {
    fresh: () => server.database(),
    copy: (place) => server.database(place),
    alter: async (place, sql) => {
      const tables = ['layout', 'entries', 'heads', 'documents', 'keys'];
      const open = tables.map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER`);
      await server.query(place, ['SET search_path = firebreak', ...open, sql].join('; '));
    },
    freshIn: async (folder) => {
      const url = await server.database();
      const name = new URL(url).pathname.slice(1);
      const elsewhere = Object.assign(new URL(url), { pathname: '/postgres' }).href;
      await server.query(elsewhere, `CREATE TABLESPACE tiny LOCATION '${folder}'`);
      await server.query(elsewhere, `ALTER DATABASE ${name} SET TABLESPACE tiny`);
      return url;
    },
    // An empty database has 8.
    megabytes: 20,
    uid: () => server.uid,
    remove: async (place) => {
      const name = new URL(place).pathname.slice(1);
      const elsewhere = Object.assign(new URL(place), { pathname: '/postgres' }).href;
      await server.query(elsewhere, `DROP DATABASE ${name} WITH (FORCE)`);
      await server.query(elsewhere, 'DROP TABLESPACE tiny');
    },
    newer: 'INSERT INTO layout VALUES (99)',
  };

  conformance(store, keyPath);

  describe('roles', () => roles(keyPath, () => server));

  describe('a password', () => passwords(() => server));

  test('a request made the moment that another one of its case was answered is not lost', async () => {
    const writer = await startPostgresWriter(await server.database(), openSigningKey(keyPath));
    const append = () => writer.request(appendRequest('case-1', 'worker', 'note', note('1'), null));
    const answer = await append().then(append).then(append);
    expect(JSON.parse(answer.text)).toMatchObject({ seq: 3 });
    await writer.close();
  });

  test('an entry that becomes visible after a younger one makes another version', async () => {
    const place = await server.database();
    const ledger = await openAt(place, keyPath);
    const reader = await readAt(place);
    const slow = new pg.Client(place);
    await slow.connect();
    await slow.query(`BEGIN;
      INSERT INTO firebreak.entries (case_id, seq, kind, run, text) VALUES ('slow', 1, 'note', 'run-1', '{}');
      INSERT INTO firebreak.heads VALUES ('slow', 1, 'hash', 'key', 'signature')`);
    await ledger.append('fast', 'worker', 'note', note('1'));
    const [version, cases] = [await reader.version(), await reader.cases()];
    await slow.query('COMMIT');
    await slow.end();
    expect(cases).toEqual(['fast']);
    expect(await reader.version()).toBeGreaterThan(version);
    expect(await reader.cases()).toEqual(['slow', 'fast']);
    await reader.close();
    await ledger.close();
  });
});
