import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { MessageType, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import * as ecdsa from './ecdsa.js';
import { signPrehashed, verifyPrehashed } from './ed25519ph.js';
import { invalid, invalidUsage } from './failures.js';
import type { KeyRecord } from './records.js';
import { signRsa, verifyRsa, type RsaScheme } from './rsa-signatures.js';
import { factsOf } from './specs.js';

/** What is signed, and how. */
export type Signing = {
  readonly message: Uint8Array;
  readonly type: MessageType;
  readonly algorithm: SigningAlgorithmSpec;
};

type Scheme = {
  readonly sign: () => Buffer;
  readonly verify: (signature: Uint8Array) => boolean;
};

/** Signs as KMS does; a DIGEST is signed as it is, a RAW message is hashed first. */
export const signWith = (key: KeyRecord, signing: Signing): Buffer => schemeOf(key, signing).sign();

/** Whether the signature is one of this message or digest under the key. */
export const verifyWith = (key: KeyRecord, signing: Signing, signature: Uint8Array): boolean =>
  schemeOf(key, signing).verify(signature);

const schemeOf = (key: KeyRecord, signing: Signing): Scheme => {
  const { algorithm, type } = signing;
  const privateKey = key.material.privateKey ?? '';
  if (!factsOf(key.spec).signing.includes(algorithm))
    throw invalidUsage(`Algorithm ${algorithm} and key spec ${key.spec} are not compatible`);
  if (type === 'EXTERNAL_MU') throw invalid('MessageType EXTERNAL_MU is for ML-DSA keys only.');
  if (algorithm === 'ED25519_SHA_512') return ed25519(privateKey, signing);
  if (algorithm === 'ED25519_PH_SHA_512') return ed25519ph(privateKey, signing);
  const digest = digestOf(signing);
  if (algorithm.startsWith('ECDSA'))
    return {
      sign: () => ecdsa.signDigest(privateKey, digest),
      verify: (signature) => ecdsa.verifyDigest(privateKey, digest, signature),
    };
  const scheme: RsaScheme = { padding: algorithm.startsWith('RSASSA_PSS') ? 'pss' : 'pkcs1', hash: hashOf(algorithm) };
  return {
    sign: () => signRsa(privateKey, digest, scheme),
    verify: (signature) => verifyRsa(privateKey, digest, signature, scheme),
  };
};

const hashOf = (algorithm: SigningAlgorithmSpec): string => `sha${algorithm.slice(-3)}`;

const digestOf = ({ message, type, algorithm }: Signing): Uint8Array => {
  if (type === 'RAW') return createHash(hashOf(algorithm)).update(message).digest();
  if (message.length !== Number(algorithm.slice(-3)) / 8)
    throw invalid(`Digest is invalid length for algorithm ${algorithm}.`);
  return message;
};

const ed25519 = (privateKey: string, { message, type, algorithm }: Signing): Scheme => {
  if (type !== 'RAW') throw invalid(`Algorithm ${algorithm} requires MessageType RAW.`);
  return {
    sign: () => sign(null, message, privateKey),
    verify: (signature) => verify(null, message, createPublicKey(privateKey), signature),
  };
};

/** KMS hashes the digest it is given once more ("Sign", AWS KMS API Reference): to Ed25519ph it is the message. */
const ed25519ph = (privateKey: string, signing: Signing): Scheme => {
  if (signing.type !== 'DIGEST') throw invalid(`Algorithm ${signing.algorithm} requires MessageType DIGEST.`);
  const message = digestOf(signing);
  const { d = '', x = '' } = createPrivateKey(privateKey).export({ format: 'jwk' });
  const key = { seed: Buffer.from(d, 'base64url'), publicKey: Buffer.from(x, 'base64url') };
  return {
    sign: () => signPrehashed(key, message),
    verify: (signature) => verifyPrehashed(key.publicKey, message, signature),
  };
};
