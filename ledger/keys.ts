import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';

/** A public key of a ledger, as it is exported: enough to verify anywhere, with any tool. */
export type LedgerKey = {
  readonly id: string;
  readonly algorithm: 'ed25519';
  /** The 32 raw bytes, base64. */
  readonly publicKey: string;
  readonly pem: string;
};

const keySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  algorithm: z.literal('ed25519'),
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  pem: z.string().max(1000),
});

const keysSchema = z.array(keySchema).max(1000);

/** The id of a public key: the first 16 hex digits of the SHA-256 of its raw bytes. */
export const keyId = (raw: Uint8Array): string => createHash('sha256').update(raw).digest('hex').slice(0, 16);

/** The exported form of an Ed25519 public key. */
export const ledgerKey = (publicKey: KeyObject): LedgerKey => {
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return {
    id: keyId(raw),
    algorithm: 'ed25519',
    publicKey: raw.toString('base64'),
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};

/** Reads exported keys (`[…]`, one key, or `{"keys": […]}`) without trusting them; throws when they are not keys. */
export const parseKeys = (text: string): readonly LedgerKey[] => {
  if (text.length > 1024 * 1024) throw new Error('the keys file is larger than 1 MiB: it is not a list of ledger keys');
  const value: unknown = JSON.parse(text);
  const wrapped = z.object({ keys: keysSchema }).safeParse(value);
  if (wrapped.success) return wrapped.data.keys;
  return keysSchema.parse(Array.isArray(value) ? value : [value]);
};

/** The keys by id, ready to verify with. A key that does not hash to its own id is left out: nothing signed by it holds. */
export const keyRing = (keys: readonly LedgerKey[]): ReadonlyMap<string, KeyObject> => {
  const ring = new Map<string, KeyObject>();
  for (const key of keys) {
    const raw = Buffer.from(key.publicKey, 'base64');
    if (raw.length !== 32 || keyId(raw) !== key.id) continue;
    ring.set(
      key.id,
      createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') } }),
    );
  }
  return ring;
};
