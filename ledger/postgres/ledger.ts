import type { Ledger } from '../ledger.js';
import type { Signer } from '../signer.js';
import { trustedKeys } from '../rotation/trusted-keys.js';
import { openSigningKey } from '../signing-key.js';
import { StoredLedger } from '../writing/stored-ledger.js';
import { openPostgresReader } from './reader.js';
import { startPostgresWriter } from './writer.js';

/**
 * Opens a ledger in PostgreSQL to write and read it, making tables and key where there are none and the role may. Several
 * processes may do so at once. `keyPath` is where its key is, and beside it its public half; another `signer` has it
 * elsewhere. Throws LedgerUnavailableError, with a code, when it cannot.
 */
export const openPostgresLedger = async (options: {
  readonly url: string;
  readonly keyPath: string;
  readonly signer?: Signer;
}): Promise<Ledger> => {
  const { url, keyPath, signer = openSigningKey(keyPath) } = options;
  const writer = await startPostgresWriter(url, signer);
  try {
    const reader = await openPostgresReader(url);
    return new StoredLedger(writer, reader, (await trustedKeys(reader, keyPath)).keys);
  } catch (error) {
    await writer.close();
    throw error;
  }
};
