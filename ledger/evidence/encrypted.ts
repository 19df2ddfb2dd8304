import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { Encrypted } from '../../workflows/contract/custody.js';

const tagLength = 16;

/** A fresh X25519 key: the private half never leaves this process, the public one is 32 bytes in base64url. */
export const freshKey = (): { readonly privateKey: KeyObject; readonly publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return { privateKey, publicKey: publicKey.export({ format: 'jwk' }).x ?? '' };
};

// RFC 8037: an X25519 public key as a JSON Web Key.
const publicKeyOf = (x: string): KeyObject => createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });

// RFC 5869. Both public keys are in it, so that neither half can be exchanged; `purpose` keeps requests apart.
const keyFrom = (shared: Buffer, ours: string, theirs: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', shared, `${ours}.${theirs}`, `firebreak.custody.v1 ${purpose}`, 32));

/**
 * Encrypts a text so that only the holder of `publicKey` reads it: X25519 with a key of this call's own, HKDF-SHA256,
 * AES-256-GCM. `purpose` has to be the same on both sides. Says nothing about who encrypted it.
 */
export const encryptFor = (publicKey: string, purpose: string, text: string): Encrypted => {
  const { privateKey, publicKey: own } = freshKey();
  const shared = diffieHellman({ privateKey, publicKey: publicKeyOf(publicKey) });
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(shared, own, publicKey, purpose), iv);
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { key: own, iv: iv.toString('base64url'), data: data.toString('base64url') };
};

/** What was encrypted for this key; throws when it was not, or was altered. */
export const decrypt = (
  { privateKey, publicKey }: ReturnType<typeof freshKey>,
  purpose: string,
  { key, iv, data }: Encrypted,
): string => {
  const shared = diffieHellman({ privateKey, publicKey: publicKeyOf(key) });
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyFrom(shared, key, publicKey, purpose),
    Buffer.from(iv, 'base64url'),
    {
      authTagLength: tagLength,
    },
  );
  const bytes = Buffer.from(data, 'base64url');
  decipher.setAuthTag(bytes.subarray(-tagLength));
  return Buffer.concat([decipher.update(bytes.subarray(0, -tagLength)), decipher.final()]).toString('utf8');
};
