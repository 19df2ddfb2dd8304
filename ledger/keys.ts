import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { CaseHead, NewKey } from '../workflows/contract/deployment.js';
import { hash } from './entries/shapes.js';
import { time } from './text-shapes.js';

/** A public key of a ledger, as it is exported: enough to verify anywhere, with any tool. */
export type LedgerKey = {
  readonly id: string;
  readonly algorithm: 'ed25519';
  /** The 32 raw bytes, base64. */
  readonly publicKey: string;
  readonly pem: string;
};

/** When a key was retired and by which one, and where every chain stood then; null until that is on record. */
export type Retirement = {
  readonly at: string;
  readonly by: string;
  readonly heads: Readonly<Record<string, CaseHead>> | null;
};

/** A key that a ledger is verified with: all that it signed before it was retired counts. */
export type TrustedKey = LedgerKey & { readonly retired?: Retirement };

const id = z.string().regex(/^[0-9a-f]{16}$/);

/** Where the chains of all cases stood. */
export const headsSchema = z.record(z.string().max(256), z.strictObject({ seq: z.int().min(1), hash }));

const keySchema = z.strictObject({
  id,
  algorithm: z.literal('ed25519'),
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  pem: z.string().max(1000),
  retired: z.strictObject({ at: time, by: id, heads: headsSchema.nullable() }).exactOptional(),
});

// A retired key comes with where every case stood.
const maxKeysLength = 64 * 1024 * 1024;

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

/** The key itself; null when it does not hash to its own id: nothing signed by such a one holds. */
export const publicKeyOf = ({ id, publicKey }: NewKey): KeyObject | null => {
  const raw = Buffer.from(publicKey, 'base64');
  if (raw.length !== 32 || keyId(raw) !== id) return null;
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') } });
};

/** Reads exported keys (`[…]`, one key, or `{"keys": […]}`) without trusting them; throws when they are not keys. */
export const parseKeys = (text: string): readonly TrustedKey[] => {
  if (text.length > maxKeysLength)
    throw new Error('the keys file is larger than 64 MiB: it is not a list of ledger keys');
  const value: unknown = JSON.parse(text);
  const wrapped = z.object({ keys: keysSchema }).safeParse(value);
  if (wrapped.success) return wrapped.data.keys;
  return keysSchema.parse(Array.isArray(value) ? value : [value]);
};
