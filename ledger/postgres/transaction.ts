import { createHash } from 'node:crypto';
import type pg from 'pg';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import { LedgerUnavailableError } from '../errors.js';

/** How long a transaction waits for another's lock, or for its own next statement, before it gives up. */
const settings = `
  SELECT set_config('lock_timeout', '10s', true), set_config('statement_timeout', '30s', true),
    set_config('idle_in_transaction_session_timeout', '30s', true),
    set_config('synchronous_commit',
      CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true),
    current_setting('fsync') AS fsync`;

// 64 bits of a hash, as PostgreSQL's signed bigint. Two names with one lock would only wait for each other.
const lockOf = (...names: readonly string[]): bigint =>
  createHash('sha256').update(JSON.stringify(names)).digest().readBigInt64BE();

/** Takes a lock that no other transaction has under these names, and keeps it to the end of this one. */
export const takeLock = (...names: readonly string[]): string => `SELECT pg_advisory_xact_lock(${lockOf(...names)})`;

// Whoever retires a key appends to the deployment chain, and waits for this lock as long as it is shared.
const keepKeys = `SELECT pg_advisory_xact_lock_shared(${lockOf('case', deploymentChain)})`;

/**
 * Begins a transaction that appends to `caseId`, or only stores documents. Its settings are its own, so that they hold
 * behind a connection pooler too: what it commits is on disk when COMMIT is answered, whatever the server's default is,
 * and a process that is frozen in the middle of it loses the case to the next one.
 */
export const begin = async (client: pg.PoolClient, caseId: string | null): Promise<void> => {
  const locks = caseId === null ? '' : `; ${takeLock('case', caseId)}; ${keepKeys}`;
  // Several statements at once answer with several results.
  const results: unknown = await client.query(`BEGIN; ${settings}${locks}`);
  const [, { rows }] = results as readonly [unknown, pg.QueryResult<Readonly<Record<string, unknown>>>];
  if (rows[0]?.['fsync'] !== 'on')
    throw new LedgerUnavailableError(
      'failed',
      'fsync is off on the server: what it answers is not on disk. Turn it on',
    );
};

/** Commits; throws when the server rolled back instead. When the connection is lost here nobody knows which it was. */
export const commit = async (client: pg.PoolClient): Promise<void> => {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new LedgerUnavailableError('failed', 'the transaction was rolled back');
};
