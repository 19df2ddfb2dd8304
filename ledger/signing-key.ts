import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Signer } from './entry.js';
import { createFile, errno } from './files.js';
import { ledgerKey, parseKeys } from './keys.js';
import type { LedgerKey } from './keys.js';

/** The key that signs entries, with its public half for whoever verifies. */
export type SigningKey = Signer & { readonly publicKey: LedgerKey };

/** Where the public half is pinned: beside the private key, outside the database. */
export const pinnedPath = (path: string): string => `${path}.pub`;

/**
 * Opens the Ed25519 signing key (PKCS#8 PEM), making it first when there is none: mode 0600, whole or not at all, and
 * the same key for all of several processes that start at once. The public half is pinned in `<path>.pub`; a pin that
 * does not belong to the key, and a key that others may read, are refused.
 */
export const openSigningKey = (path: string): SigningKey => {
  const text = readKey(path) ?? makeKey(path);
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new Error(`the ledger key ${path} can be read by others. Put it right with: chmod 600 ${path}`);
  }
  const privateKey = createPrivateKey(text);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 key; move it away`);
  const publicKey = ledgerKey(createPublicKey(privateKey));
  const pin = readKey(pinnedPath(path));
  if (pin === null) createFile(pinnedPath(path), `${JSON.stringify(publicKey)}\n`, 0o644);
  else if (!parseKeys(pin).some((key) => key.id === publicKey.id && key.publicKey === publicKey.publicKey)) {
    throw new Error(`${pinnedPath(path)} pins another key than ${path} holds: one of them was replaced`);
  }
  return { id: publicKey.id, privateKey, publicKey };
};

const readKey = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errno(error) === 'ENOENT') return null;
    throw error;
  }
};

const makeKey = (path: string): string => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const text = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return createFile(path, text, 0o600) ? text : readFileSync(path, 'utf8');
};

/**
 * The keys a local ledger is verified with. Where the pinned file exists it decides: whoever can write the database can
 * also write its `keys` table, and sign a whole new chain with a key of their own, so a key that stands only in the
 * table counts for nothing. Without the file the table is all there is, and `pinned` says so.
 */
export const trustedKeys = (
  table: readonly LedgerKey[],
  keyPath: string,
): { readonly keys: readonly LedgerKey[]; readonly pinned: boolean } => {
  const pin = readKey(pinnedPath(keyPath));
  return pin === null ? { keys: table, pinned: false } : { keys: parseKeys(pin), pinned: true };
};
