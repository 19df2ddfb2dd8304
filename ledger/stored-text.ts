import type { Entry } from '../workflows/contract/entries.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import { sha256 } from './canonical.js';
import { LedgerTamperedError } from './errors.js';

/** The entry that a stored text holds; throws LedgerTamperedError when it is not JSON any more. */
export const storedEntry = (text: string): Entry => {
  try {
    return JSON.parse(text) as Entry;
  } catch {
    throw new LedgerTamperedError('an entry of the ledger is not JSON any more. Run: firebreak audit verify');
  }
};

/** The document of this hash, hashed again; throws LedgerTamperedError when it is missing or is not what was stored. */
export const storedDocument = (hash: Hash, text: string | null, place: string): Json => {
  if (text === null) throw new LedgerTamperedError(`the document ${hash} is missing from the ledger ${place}`);
  if (sha256(text) !== hash) throw new LedgerTamperedError(`the document ${hash} in the ledger ${place} was altered`);
  return JSON.parse(text) as Json;
};
