import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import type { EncryptionAlgorithmSpec } from '@aws-sdk/client-kms';
import { open, seal, type EncryptionContext } from './envelope.js';
import { invalid, invalidCiphertext, invalidUsage } from './failures.js';
import type { KeyRecord } from './records.js';
import { factsOf, isSymmetric } from './specs.js';

/** How a request encrypts or decrypts. */
export type Encryption = {
  readonly algorithm: EncryptionAlgorithmSpec;
  readonly context: EncryptionContext | undefined;
};

const hashOf = (algorithm: EncryptionAlgorithmSpec): 'sha1' | 'sha256' =>
  algorithm === 'RSAES_OAEP_SHA_1' ? 'sha1' : 'sha256';

/** The most bytes that OAEP leaves room for (RFC 8017, 7.1.1). */
const roomOf = (key: KeyRecord, algorithm: EncryptionAlgorithmSpec): number =>
  Number(key.spec.slice('RSA_'.length)) / 8 - 2 * (hashOf(algorithm) === 'sha1' ? 20 : 32) - 2;

const fitting = (key: KeyRecord, { algorithm, context }: Encryption): void => {
  if (!factsOf(key.spec).encryption.includes(algorithm))
    throw invalidUsage(`Algorithm ${algorithm} and key spec ${key.spec} are not compatible`);
  if (!isSymmetric(key) && context !== undefined && Object.keys(context).length > 0)
    throw invalid('EncryptionContext is not supported for asymmetric keys');
};

/** Encrypts `plaintext` under a key that is usable for it. */
export const encryptUnder = (key: KeyRecord, plaintext: Uint8Array, encryption: Encryption): Buffer => {
  fitting(key, encryption);
  if (isSymmetric(key)) return seal(key, plaintext, encryption.context);
  if (plaintext.length > roomOf(key, encryption.algorithm))
    throw invalid(
      `Algorithm ${encryption.algorithm} and key spec ${key.spec} cannot encrypt data larger than ${roomOf(key, encryption.algorithm)} bytes.`,
    );
  return publicEncrypt(rsaKey(key, encryption.algorithm), plaintext);
};

/** Decrypts what was encrypted under `key`. */
export const decryptUnder = (key: KeyRecord, ciphertext: Uint8Array, encryption: Encryption): Buffer => {
  fitting(key, encryption);
  if (isSymmetric(key)) return open(key, ciphertext, encryption.context);
  try {
    return privateDecrypt(rsaKey(key, encryption.algorithm), ciphertext);
  } catch {
    throw invalidCiphertext();
  }
};

const rsaKey = ({ material }: KeyRecord, algorithm: EncryptionAlgorithmSpec) => ({
  key: material.privateKey ?? '',
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: hashOf(algorithm),
});
