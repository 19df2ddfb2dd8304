import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createFile, errno } from './files.js';
import { parseKeys } from './keys.js';
import type { LedgerKey, TrustedKey } from './keys.js';
import { localSigner } from './signer.js';
import type { Signer } from './signer.js';

/** Where the public half is pinned: beside the private key, outside the database. */
export const pinnedPath = (path: string): string => `${path}.pub`;

/**
 * Opens the Ed25519 signing key (PKCS#8 PEM), making it first when there is none: mode 0600, whole or not at all, and
 * the same key for all of several processes that start at once. A key that others may read is refused.
 */
export const signingKeyIn = (path: string): Signer => {
  const text = readKey(path) ?? makeKey(path);
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new Error(`the ledger key ${path} can be read by others. Put it right with: chmod 600 ${path}`);
  }
  const privateKey = createPrivateKey(text);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 key; move it away`);
  return localSigner(privateKey);
};

/** The same, to sign with. Its public half is pinned in `<path>.pub`; a pin that is not of this key is refused. */
export const openSigningKey = (path: string): Signer => {
  const signer = signingKeyIn(path);
  pin(path, signer.publicKey);
  return signer;
};

/**
 * Pins a public key where none is pinned yet. Throws where others are, or where this one is pinned as a retired one:
 * `path` is that of the private half, or where that would be.
 */
export const pin = (path: string, publicKey: LedgerKey): void => {
  const pinned = pinnedKeys(path);
  if (pinned === null) {
    createFile(pinnedPath(path), `${JSON.stringify(publicKey)}\n`, 0o644);
    return;
  }
  const known = pinned.find((key) => key.id === publicKey.id && key.publicKey === publicKey.publicKey);
  if (!known) throw new Error(`${pinnedPath(path)} pins another key than ${path} holds: one of them was replaced`);
  if (known.retired)
    throw new Error(
      `the ledger key ${publicKey.id} was retired at ${known.retired.at}, ${known.retired.by} signs since then. ` +
        'A rotation that was broken off is carried on by: firebreak audit rotate-key',
    );
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

/** The keys that are pinned beside a private key, retired ones too; null where there is no such file. */
export const pinnedKeys = (keyPath: string): readonly TrustedKey[] | null => {
  const pin = readKey(pinnedPath(keyPath));
  return pin === null ? null : parseKeys(pin);
};
