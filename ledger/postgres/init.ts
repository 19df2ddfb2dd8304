import { connections } from './connections.js';
import { translated } from './errors.js';
import { layoutOf, prepareLayout } from './layout.js';

/**
 * Makes the tables of a ledger as the owner of a database, and gives `firebreak_writer` and `firebreak_reader` what they
 * may do, where there are these roles. Answers false, and changes nothing, where the tables are. Throws
 * LedgerUnavailableError.
 */
export const initTables = async (url: string): Promise<boolean> => {
  const to = connections(url, 1);
  try {
    if ((await layoutOf(to.pool, to.place)) !== null) return false;
    const client = await to.pool.connect();
    try {
      await prepareLayout(client, to.place);
      return true;
    } finally {
      client.release(true);
    }
  } catch (error) {
    throw translated(error, to.place);
  } finally {
    await to.pool.end();
  }
};
