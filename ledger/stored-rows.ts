import type { Entry } from '../workflows/contract/entries.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import { sha256 } from './canonical.js';
import { LedgerTamperedError } from './errors.js';
import type { SignedHead } from './head.js';
import type { LedgerKey } from './keys.js';
import { lineOf } from './line-bytes.js';
import type { LedgerLine } from './verify-line.js';

type Row = Readonly<Record<string, unknown>>;

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

/** The head of a case that a row of `heads` holds. */
export const storedHead = (caseId: string, { seq, hash, key, signature }: Row): SignedHead => ({
  case: caseId,
  seq: Number(seq),
  hash: String(hash) as Hash,
  key: String(key),
  signature: String(signature),
});

/** The key that a row of `keys` holds. */
export const storedKey = (row: Row): LedgerKey => ({
  id: String(row['id']),
  algorithm: 'ed25519',
  publicKey: String(row['public_key']),
  pem: String(row['pem']),
});

// Somebody may have put a number there that JavaScript has none for.
const whole = (text: unknown): unknown => (Number.isSafeInteger(Number(text ?? NaN)) ? Number(text) : text);

/** The line that a row of `entries` holds, with the columns beside it. */
export const storedLine = (bytes: Uint8Array, { seq, attempt, ...names }: Row): LedgerLine => ({
  ...lineOf(bytes),
  columns: { ...names, seq: whole(seq), attempt: whole(attempt) },
});
