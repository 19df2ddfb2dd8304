import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { invalidCiphertext } from './failures.js';
import type { KeyRecord } from './records.js';

/** Pairs that are bound to a ciphertext and must be repeated to open it. */
export type EncryptionContext = Readonly<Record<string, string>>;

// One byte of version, two of length, the key's ARN, the nonce, the tag, the ciphertext.
const VERSION = 1;
const NONCE = 12;
const TAG = 16;
const CIPHER = 'aes-256-gcm';

/** Encrypts under a symmetric key with AES-256-GCM; the result names the key, and is opened only with `context`. */
export const seal = (key: KeyRecord, plaintext: Uint8Array, context: EncryptionContext = {}): Buffer => {
  const head = headOf(key.arn);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, secretOf(key), nonce).setAAD(bound(head, context));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
};

/** What `seal` encrypted under `key`; InvalidCiphertextException when a bit or the context is another. */
export const open = (key: KeyRecord, sealed: Uint8Array, context: EncryptionContext = {}): Buffer => {
  const head = headOf(key.arn);
  const blob = Buffer.from(sealed);
  const nonce = blob.subarray(head.length, head.length + NONCE);
  const tag = blob.subarray(head.length + NONCE, head.length + NONCE + TAG);
  if (tag.length < TAG || !blob.subarray(0, head.length).equals(head)) throw invalidCiphertext();
  const decipher = createDecipheriv(CIPHER, secretOf(key), nonce).setAAD(bound(head, context)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(blob.subarray(head.length + NONCE + TAG)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
};

/** The ARN of the key that a sealed blob names; InvalidCiphertextException when it is no such blob. */
export const keyNamedIn = (sealed: Uint8Array): string => {
  const blob = Buffer.from(sealed);
  const length = blob.length > 3 && blob[0] === VERSION ? blob.readUInt16BE(1) : 0;
  const arn = blob.subarray(3, 3 + length).toString('utf8');
  if (!arn.startsWith('arn:aws:kms:')) throw invalidCiphertext();
  return arn;
};

const headOf = (arn: string): Buffer => {
  const name = Buffer.from(arn);
  const head = Buffer.alloc(3);
  head.writeUInt8(VERSION, 0);
  head.writeUInt16BE(name.length, 1);
  return Buffer.concat([head, name]);
};

/** The order of the pairs does not count. */
const bound = (head: Buffer, context: EncryptionContext): Buffer => {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([head, Buffer.from(JSON.stringify(pairs))]);
};

const secretOf = ({ arn, material }: KeyRecord): Buffer => {
  if (material.secret === undefined) throw new Error(`${arn} has no secret`);
  return Buffer.from(material.secret, 'base64');
};
