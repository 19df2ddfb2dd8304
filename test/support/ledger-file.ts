import { DatabaseSync } from 'node:sqlite';

/**
 * Opens a ledger's SQLite file past the ledger, as somebody could who has the file. A worker may be writing its seals
 * at that moment, and SQLite has one writer at a time: statements wait for their turn, as the ledger's own do.
 */
export const openLedgerFile = (path: string): DatabaseSync => new DatabaseSync(path, { timeout: 10_000 });
