import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connections } from '../../../ledger/postgres/connections.js';
import { until } from '../../support/aws.js';
import type { Postgres } from '../../support/postgres.js';
import { temporaryFolder } from '../fixtures/temporary.js';

/** Where the password of a role comes from that the server wants one of. */
export const passwords = (server: () => Postgres): void => {
  const file = join(temporaryFolder(), 'pgpass');
  const before = { PGPASSFILE: process.env['PGPASSFILE'], PGPASSWORD: process.env['PGPASSWORD'] };
  let url: string;

  const whoIs = async (at: string): Promise<unknown> => {
    const { pool } = connections(at, 1);
    try {
      return (await pool.query<{ who: string }>('SELECT current_user AS who')).rows[0]?.who;
    } finally {
      await pool.end();
    }
  };

  beforeAll(async () => {
    const database = await server().database();
    url = Object.assign(new URL(database), { username: 'sworn' }).href;
    await server().query(database, "CREATE ROLE sworn LOGIN PASSWORD 'a:secret'");
    const [found] = await server().query(database, 'SHOW hba_file');
    const lines = ["('host all sworn 127.0.0.1/32 scram-sha-256')", "('host all all 127.0.0.1/32 trust')"];
    await server().query(database, `COPY (VALUES ${lines.join(', ')}) TO '${String(found?.['hba_file'])}'`);
    await server().query(database, 'SELECT pg_reload_conf()');
    process.env['PGPASSFILE'] = file;
    delete process.env['PGPASSWORD'];
    await until('the server wants a password', async () =>
      whoIs(url).then(
        () => undefined,
        () => true,
      ),
    );
  });
  afterAll(() => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  test('is the address, PGPASSWORD or ~/.pgpass, in this order; pg itself does not read the file', async () => {
    await expect(whoIs(url)).rejects.toThrow(/wants a password for sworn, and there is none/);
    writeFileSync(file, '*:*:*:sworn:a\\:secret\n', { mode: 0o600 });
    expect(await whoIs(url)).toBe('sworn');
    writeFileSync(file, '*:*:*:sworn:wrong\n');
    await expect(whoIs(url)).rejects.toThrow(/password authentication failed/);
    process.env['PGPASSWORD'] = 'a:secret';
    expect(await whoIs(url)).toBe('sworn');
    process.env['PGPASSWORD'] = 'wrong';
    expect(await whoIs(Object.assign(new URL(url), { password: encodeURIComponent('a:secret') }).href)).toBe('sworn');
  });
};
