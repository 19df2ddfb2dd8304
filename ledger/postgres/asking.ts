import type { Connections } from './connections.js';
import { translated } from './errors.js';

/** One row of an answer, its columns by name; a bigint is text, since JavaScript may have no number for it. */
export type Row = Readonly<Record<string, unknown>>;

/** Asks a question in a transaction of its own; throws LedgerUnavailableError when there is no answer. */
export type Ask = (sql: string, ...values: readonly unknown[]) => Promise<readonly Row[]>;

export const asking =
  ({ pool, place }: Connections): Ask =>
  async (sql, ...values) => {
    try {
      return (await pool.query<Row>(sql, [...values])).rows;
    } catch (error) {
      throw translated(error, place);
    }
  };

/** The bytes in a column of the type bytea. */
export const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array());
