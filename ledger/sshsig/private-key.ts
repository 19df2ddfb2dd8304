import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SshsigError } from './errors.js';
import { ed25519Blob, formatPublicKey } from './public-key.js';
import { armored, string, uint32, unarmored, WireReader } from './wire.js';

const magic = Buffer.from('openssh-key-v1\0');
const label = 'OPENSSH PRIVATE KEY';
const maxKeyLength = 16 * 1024;
const blockSize = 8;

/** An Ed25519 private key from an OpenSSH file. */
export type SshPrivateKey = { readonly blob: Buffer; readonly key: KeyObject; readonly comment: string };

const fromSeed = (seed: Uint8Array, raw: Uint8Array): KeyObject =>
  createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      d: Buffer.from(seed).toString('base64url'),
      x: Buffer.from(raw).toString('base64url'),
    },
  });

/**
 * Reads an unencrypted Ed25519 key file (OpenSSH PROTOCOL.key). Any other key is `unsupported`: those sign through
 * `signWithSshKeygen`, which asks for passphrases, agents and touches itself.
 */
export const parsePrivateKey = (text: string): SshPrivateKey => {
  const file = new WireReader(unarmored(label, text, maxKeyLength));
  if (!file.take(magic.length).equals(magic)) throw new SshsigError('malformed', 'it is not an OpenSSH private key');
  const cipher = file.name();
  if (cipher !== 'none') throw new SshsigError('unsupported', 'the key is encrypted: sign with ssh-keygen');
  file.name();
  file.string();
  if (file.uint32() !== 1) throw new SshsigError('unsupported', 'the file holds more than one key');
  const blob = Buffer.from(file.string());
  const body = new WireReader(file.string());
  file.end();
  if (body.uint32() !== body.uint32()) throw new SshsigError('malformed', 'the private key is damaged');
  const type = body.name();
  if (type !== 'ssh-ed25519') throw new SshsigError('unsupported', `keys of type ${type} sign with ssh-keygen`);
  const raw = body.string();
  const pair = body.string();
  const comment = body.string().toString('utf8');
  const padded = body.rest().every((byte, at) => byte === at + 1);
  if (pair.length !== 64 || !pair.subarray(32).equals(raw) || !ed25519Blob(raw).equals(blob) || !padded) {
    throw new SshsigError('malformed', 'the private key is damaged');
  }
  return { blob, key: fromSeed(pair.subarray(0, 32), raw), comment };
};

/** Makes an Ed25519 key: the text of an OpenSSH private key file (write it with mode 0600) and its public key line. */
export const generateOperatorKey = (comment: string): { readonly privateKey: string; readonly publicKey: string } => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  const raw = Buffer.from(x, 'base64url');
  const blob = ed25519Blob(raw);
  const check = randomBytes(4);
  const seed = Buffer.from(d, 'base64url');
  const content = Buffer.concat([check, check, blob, string(Buffer.concat([seed, raw])), string(comment)]);
  const padding = Buffer.from(
    Array.from({ length: (blockSize - (content.length % blockSize)) % blockSize }, (_, at) => at + 1),
  );
  const body = string(Buffer.concat([content, padding]));
  const file = Buffer.concat([magic, string('none'), string('none'), string(''), uint32(1), string(blob), body]);
  return {
    privateKey: armored(label, file),
    publicKey: formatPublicKey({ type: 'ssh-ed25519', blob, comment }),
  };
};
