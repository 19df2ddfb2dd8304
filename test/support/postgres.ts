import pg from 'pg';
import { findPostgres, makeServer } from '../../bench/postgres-server.js';

/** A real PostgreSQL of one test file, with `fsync` on as it is by default. Everybody on this machine may log in. */
export type Postgres = {
  /** Whose processes they are: never root's. */
  readonly uid: number;
  /** Makes a database, empty or a copy of one that nobody has open; answers with the URL of its superuser. */
  readonly database: (original?: string) => Promise<string>;
  /** Does this as whom the URL names. */
  readonly query: (url: string, sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** kill -9 of the server; resolves when none of its processes is left. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port, after `kill`; resolves when it answers. */
  readonly start: () => Promise<void>;
  /** Ends it and deletes its data. */
  readonly stop: () => Promise<void>;
};

/** Why there is no server, or null. Says it loudly: a suite that does not run must not look as if it had. */
export const whyNoPostgres = (): string | null => {
  if (findPostgres() !== null) return null;
  const why = 'no PostgreSQL server is installed here (Debian: sudo apt-get install postgresql)';
  process.stderr.write(`\n*** NOT TESTED: the ledger in PostgreSQL. ${why}\n\n`);
  return why;
};

/** Makes a server in a temporary folder and starts it. */
export const startPostgres = async (): Promise<Postgres> => {
  const programs = findPostgres();
  if (programs === null) throw new Error(whyNoPostgres() ?? '');
  const { uid, url, start, end, remove } = await makeServer(programs);
  const query: Postgres['query'] = async (at, sql) => {
    const client = new pg.Client(at);
    await client.connect();
    try {
      // Several statements at once answer with several results.
      const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql);
      return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? [];
    } finally {
      await client.end();
    }
  };
  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  let made = 0;
  return {
    uid,
    database: async (original = url('template1')) => {
      made += 1;
      const name = `ledger_${made}`;
      const template = new URL(original).pathname.slice(1);
      await query(url('postgres'), `CREATE DATABASE ${name} TEMPLATE ${template}`);
      return url(name);
    },
    query,
    kill: () => end('SIGKILL'),
    start,
    stop: remove,
  };
};
