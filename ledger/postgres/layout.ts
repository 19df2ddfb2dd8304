import type pg from 'pg';
import { LedgerUnavailableError } from '../errors.js';
import { translated } from './errors.js';
import { layoutVersion, tables } from './schema.js';

// Any number that is no lock of a case: those have 64 random bits.
const layoutLock = 1;

/** Makes the tables where there are none, once, however many do it at the same time. Refuses those of a newer Firebreak. */
export const prepareLayout = async (client: pg.PoolClient, place: string): Promise<void> => {
  if ((await layoutOf(client, place)) !== null) return;
  try {
    const { rows } = await client.query("SELECT current_setting('server_encoding') AS encoding");
    if (rows[0]?.['encoding'] !== 'UTF8')
      throw new LedgerUnavailableError('failed', `the database ${place} is not in UTF8: make one that is`);
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${layoutLock})`);
    if ((await layoutOf(client, place)) === null) await client.query(tables);
    await client.query('COMMIT');
  } catch (error) {
    const failure = translated(error, place);
    if (failure.code !== 'unreadable') throw failure;
    throw new LedgerUnavailableError(
      'missing',
      `${place} holds no ledger, and this role may not make one: have its owner run: firebreak ledger init`,
    );
  }
};

/** Which layout is there, or null; throws LedgerUnavailableError for one that is newer than this code. */
export const layoutOf = async (client: Pick<pg.PoolClient, 'query'>, place: string): Promise<number | null> => {
  // A look into the catalogue: to_regclass would answer from a cache that waiting for an advisory lock does not renew.
  const there = await client.query("SELECT FROM pg_tables WHERE schemaname = 'firebreak' AND tablename = 'layout'");
  if (there.rowCount === 0) return null;
  const { rows } = await client.query('SELECT max(version) AS version FROM firebreak.layout');
  const version = Number(rows[0]?.['version'] ?? 0);
  if (version <= layoutVersion) return version;
  throw new LedgerUnavailableError(
    'newer',
    `the ledger ${place} was written by a newer Firebreak (layout ${version}); upgrade`,
  );
};
