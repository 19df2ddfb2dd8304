import { beforeAll, expect, test } from '@jest/globals';
import { openPostgresLedger } from '../../../ledger/postgres/ledger.js';
import { initTables } from '../../../ledger/postgres/init.js';
import { openPostgresReader } from '../../../ledger/postgres/reader.js';
import { until } from '../../support/aws.js';
import type { Postgres } from '../../support/postgres.js';
import { blocksBelow } from '../../docs/code-blocks.js';
import { note } from './bodies.js';
import { verifyAt } from './tampering.js';

/** Who may do what, with the roles of docs/ledger-postgres.md; and what the server has to be like. */
export const roles = (keyPath: string, server: () => Postgres): void => {
  let database: string;
  const as = (role: string): string => Object.assign(new URL(database), { username: role }).href;
  const does = (role: string, sql: string) => server().query(as(role), sql);

  beforeAll(async () => {
    const other = await server().database();
    database = Object.assign(new URL(other), { pathname: '/firebreak' }).href;
    for (const block of blocksBelow('ledger-postgres.md', '## Roles', 'sql'))
      await server().query(block.includes('advisory') ? database : other, block);
  });

  test('a role that may not make the tables says who does; the owner makes them once', async () => {
    await expect(openPostgresLedger({ url: as('firebreak_writer'), keyPath })).rejects.toMatchObject({
      code: 'missing',
      message: expect.stringMatching(/ledger init/),
    });
    await expect(openPostgresReader(as('firebreak_reader'))).rejects.toMatchObject({ code: 'missing' });
    expect(await Promise.all([1, 2, 3].map(() => initTables(as('firebreak_owner'))))).toContain(true);
    expect(await initTables(as('firebreak_owner'))).toBe(false);
  });

  test('the writer appends, the reader reads and verifies, and neither does more', async () => {
    const ledger = await openPostgresLedger({ url: as('firebreak_writer'), keyPath });
    for (const text of ['1', '2']) await ledger.append('case-1', 'worker', 'note', note(text));
    await ledger.putDocument({ a: 1 });
    await ledger.close();
    expect(await verifyAt(as('firebreak_reader'), keyPath)).toMatchObject({ ok: true, entries: 2 });
    await expect(openPostgresLedger({ url: as('firebreak_reader'), keyPath })).rejects.toMatchObject({
      code: 'unreadable',
    });
    await server().query(database, 'CREATE ROLE stranger LOGIN; GRANT CONNECT ON DATABASE firebreak TO stranger');
    await expect(openPostgresReader(as('stranger'))).rejects.toMatchObject({ code: 'unreadable' });
  });

  test('who may only read, or only connect, holds no lock that a writer waits for', async () => {
    const locks = await does(
      'super',
      `SELECT format('SELECT %s(%s)', proname, array_to_string(array_fill('1'::text, ARRAY[pronargs::int]), ', ')) AS sql
       FROM pg_proc WHERE proname LIKE '%advisory%'`,
    );
    expect(locks.length).toBeGreaterThanOrEqual(21);
    for (const role of ['firebreak_reader', 'stranger'])
      for (const { sql } of locks)
        await expect(does(role, String(sql))).rejects.toThrow(/permission denied for function/);
  });

  const tables = ['entries', 'documents', 'keys', 'heads', 'layout'] as const;
  const column = { entries: 'text', documents: 'text', keys: 'pem', heads: 'case_id', layout: 'version' } as const;
  const changes = tables.flatMap((table) => [
    `UPDATE firebreak.${table} SET ${column[table]} = ${column[table]}`,
    `DELETE FROM firebreak.${table}`,
    `TRUNCATE firebreak.${table} CASCADE`,
  ]);

  test.each(changes)('nobody does this: %s', async (sql) => {
    await expect(does('firebreak_reader', sql)).rejects.toThrow(/permission denied/);
    await expect(does('firebreak_writer', sql)).rejects.toThrow(/permission denied/);
    const why = /append-only|only moves forward/;
    await expect(does('firebreak_owner', sql)).rejects.toThrow(why);
    await expect(does('super', sql)).rejects.toThrow(why);
    await expect(does('super', `SET session_replication_role = replica; ${sql}`)).rejects.toThrow(why);
  });

  test('a head moves forward only, and cannot be made another case’s', async () => {
    const why = /only moves forward/;
    for (const change of ['seq = seq', 'seq = seq - 1', 'hash = hash'])
      await expect(does('firebreak_writer', `UPDATE firebreak.heads SET ${change}`)).rejects.toThrow(why);
    await expect(does('super', "UPDATE firebreak.heads SET case_id = 'x', seq = seq + 1")).rejects.toThrow(why);
  });

  test('the writer gives no row a place before others, and no operator of its own moves a head back', async () => {
    const first = `INSERT INTO firebreak.entries (id, case_id, seq, kind, run, text) OVERRIDING SYSTEM VALUE
      VALUES (-1, 'forged', 1, 'run', 'run-1', '{}')`;
    await expect(does('firebreak_writer', first)).rejects.toThrow(/permission denied/);
    // As everybody may where PostgreSQL is 14, or was when the database was made.
    await does('super', 'GRANT CREATE ON SCHEMA public TO PUBLIC');
    const back = `CREATE FUNCTION public.yes(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true';
      CREATE OPERATOR public.> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = public.yes);
      SET search_path = public, pg_catalog; UPDATE firebreak.heads SET seq = 1`;
    await expect(does('firebreak_writer', back)).rejects.toThrow(/only moves forward/);
  });

  test('the writer drops no trigger, and what a superuser changes who did is found', async () => {
    const drop = 'DROP TRIGGER append_only ON firebreak.entries';
    await expect(does('firebreak_writer', drop)).rejects.toThrow(/must be owner/);
    const disable = 'ALTER TABLE firebreak.entries DISABLE TRIGGER USER';
    await expect(does('firebreak_writer', disable)).rejects.toThrow(/must be owner/);
    await does('super', `${drop}; UPDATE firebreak.entries SET text = replace(text, '"2"', '"9"') WHERE seq = 2`);
    expect(await verifyAt(as('firebreak_reader'), keyPath)).toMatchObject({ ok: false, firstBad: { seq: 2 } });
  });

  test('what is answered is on disk, whatever the database and the role say', async () => {
    const url = await server().database();
    await initTables(url);
    const name = new URL(url).pathname.slice(1);
    await server().query(
      url,
      `CREATE TABLE seen (value text);
       CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
       CREATE TRIGGER see AFTER INSERT ON firebreak.entries FOR EACH ROW EXECUTE FUNCTION see();
       ALTER DATABASE ${name} SET synchronous_commit = off`,
    );
    const ledger = await openPostgresLedger({ url, keyPath });
    await ledger.append('case-1', 'worker', 'note', note('1'));
    expect(await server().query(url, 'SELECT value FROM seen')).toEqual([{ value: 'on' }]);
    const fsync = async (value: 'on' | 'off'): Promise<void> => {
      await server().query(url, `ALTER SYSTEM SET fsync = ${value}`);
      await server().query(url, 'SELECT pg_reload_conf()');
      const shown = async () => (await server().query(url, 'SHOW fsync'))[0]?.['fsync'];
      await until(`fsync ${value}`, async () => ((await shown()) === value ? true : undefined));
    };
    await fsync('off');
    // A server process takes up new settings between two transactions: the one that is connected may be late.
    const refused = await until('the refusal', () =>
      ledger.append('case-1', 'worker', 'note', note('2')).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    expect(refused).toMatchObject({ name: 'LedgerUnavailableError', message: expect.stringMatching(/fsync is off/) });
    await fsync('on');
    await ledger.close();
  });

  test('a database that is not in UTF8 is refused', async () => {
    const url = Object.assign(new URL(database), { pathname: '/latin' }).href;
    await server().query(database, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
    await expect(openPostgresLedger({ url, keyPath })).rejects.toThrow(/UTF8/);
  });
};
