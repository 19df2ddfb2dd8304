import type { Ledger } from './ledger.js';
import type { LedgerReader } from './reader.js';
import type { Signer } from './signer.js';

/**
 * Where a ledger is: a SQLite file, or a PostgreSQL database. `readUrl` is the address by which it is only read, which
 * may be another role's, or a replica's that is as new as the database itself.
 */
export type LedgerPlace = { readonly path: string } | { readonly url: string; readonly readUrl: string };

/**
 * Opens a ledger to write and read it, making it and its key where there are none. Loads the store it is in, and no
 * other: that of PostgreSQL takes time which commands on a file do not have. Rejects with LedgerUnavailableError.
 */
export const openLedger = async (
  place: LedgerPlace,
  key: { readonly keyPath: string; readonly signer?: Signer },
): Promise<Ledger> => {
  if ('path' in place) {
    const sqlite = await import('./sqlite/ledger.js');
    return sqlite.openLedger({ path: place.path, ...key });
  }
  const { openPostgresLedger } = await import('./postgres/ledger.js');
  return openPostgresLedger({ url: place.url, ...key });
};

/** Opens a ledger to read it, whether or not a worker runs. Rejects with LedgerUnavailableError, with a code. */
export const openReader = async (place: LedgerPlace): Promise<LedgerReader> => {
  if ('path' in place) {
    const { openSqliteReader } = await import('./sqlite/reader.js');
    return openSqliteReader(place.path);
  }
  const { openPostgresReader } = await import('./postgres/reader.js');
  return openPostgresReader(place.readUrl);
};

/** What people call it: the file, or the address without a password. */
export const nameOfPlace = (place: LedgerPlace): string =>
  'path' in place ? place.path : withoutPassword(place.readUrl);

/** An address that may be shown. */
export const withoutPassword = (url: string): string => {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
};
