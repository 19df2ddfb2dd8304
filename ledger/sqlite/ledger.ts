import type { Ledger } from '../ledger.js';
import type { Signer } from '../signer.js';
import { trustedKeys } from '../rotation/trusted-keys.js';
import { openSigningKey } from '../signing-key.js';
import { StoredLedger } from '../writing/stored-ledger.js';
import { openSqliteReader } from './reader.js';
import { startWriter } from './thread.js';

/**
 * Opens a ledger to write and read it, making file and key where there are none. Several processes may do so at once.
 * `keyPath` is where its key is, and beside it its public half; another `signer` has it elsewhere.
 */
export const openLedger = async (options: {
  readonly path: string;
  readonly keyPath: string;
  readonly signer?: Signer;
}): Promise<Ledger> => {
  const { path, keyPath, signer = openSigningKey(keyPath) } = options;
  const writer = await startWriter({ path, signer });
  try {
    const reader = openSqliteReader(path);
    return new StoredLedger(writer, reader, (await trustedKeys(reader, keyPath)).keys);
  } catch (error) {
    await writer.close();
    throw error;
  }
};
