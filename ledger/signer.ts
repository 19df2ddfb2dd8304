import { createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { LedgerUnavailableError } from './errors.js';
import { ledgerKey, publicKeyOf } from './keys.js';
import type { LedgerKey } from './keys.js';

/** Who signs entries, heads and checkpoints: a key in a file here, or one that never leaves AWS KMS. */
export type Signer = {
  /** The id of its public key. */
  readonly id: string;
  readonly publicKey: LedgerKey;
  /**
   * The Ed25519 signature over these bytes, at most 4,096 of them: 64 bytes. Rejects with LedgerUnavailableError when
   * there is none to be had now; nothing may be recorded then.
   */
  readonly sign: (bytes: Uint8Array) => Promise<Buffer>;
};

/** Signs with a private key that is at hand. It signs on Node's thread pool: the event loop stays free. */
export const localSigner = (privateKey: KeyObject): Signer => {
  const publicKey = ledgerKey(createPublicKey(privateKey));
  return {
    id: publicKey.id,
    publicKey,
    sign: (bytes) =>
      new Promise((resolve, reject) => {
        sign(null, bytes, privateKey, (error, signature) => (error ? reject(error) : resolve(signature)));
      }),
  };
};

/**
 * A signer whose every signature is verified with the public key that is pinned here before it is used: what is recorded
 * under a key must verify with it, whoever answered.
 */
export const checkedSigner = (publicKey: LedgerKey, ask: Signer['sign']): Signer => {
  const key = publicKeyOf(publicKey);
  if (key === null) throw new Error(`${publicKey.id} is no public key of a ledger`);
  return {
    id: publicKey.id,
    publicKey,
    sign: async (bytes) => {
      const signature = await ask(bytes);
      if (verify(null, bytes, key, signature)) return signature;
      throw new LedgerUnavailableError('failed', `the answer is no signature by the pinned key ${publicKey.id}`);
    },
  };
};
