import type { Ledger } from '../../../ledger/ledger.js';
import { openPostgresLedger } from '../../../ledger/postgres/ledger.js';
import { openPostgresReader } from '../../../ledger/postgres/reader.js';
import type { LedgerReader } from '../../../ledger/reader.js';
import { openLedger } from '../../../ledger/sqlite/ledger.js';
import { openSqliteReader } from '../../../ledger/sqlite/reader.js';

const isPostgres = (place: string): boolean => place.startsWith('postgres://');

/** Opens a ledger to write, whichever store its place is of. */
export const openAt = (place: string, keyPath: string): Promise<Ledger> =>
  isPostgres(place) ? openPostgresLedger({ url: place, keyPath }) : openLedger({ path: place, keyPath });

/** Opens it to read. */
export const readAt = async (place: string): Promise<LedgerReader> =>
  isPostgres(place) ? openPostgresReader(place) : openSqliteReader(place);
