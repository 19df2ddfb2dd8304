import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeySpec } from '@aws-sdk/client-kms';
import type { KeyMaterial } from './records.js';

const CURVES: Readonly<Partial<Record<KeySpec, string>>> = {
  ECC_NIST_P256: 'P-256',
  ECC_NIST_P384: 'P-384',
  ECC_NIST_P521: 'P-521',
  ECC_SECG_P256K1: 'secp256k1',
};

/** Makes new, real key material for a spec. */
export const newMaterial = (spec: KeySpec): KeyMaterial => {
  const id = randomBytes(32).toString('hex');
  const curve = CURVES[spec];
  if (curve !== undefined) return { id, privateKey: pem(generateKeyPairSync('ec', { namedCurve: curve })) };
  if (spec === 'ECC_NIST_EDWARDS25519') return { id, privateKey: pem(generateKeyPairSync('ed25519')) };
  if (spec.startsWith('RSA_'))
    return { id, privateKey: pem(generateKeyPairSync('rsa', { modulusLength: Number(spec.slice('RSA_'.length)) })) };
  const bits = spec === 'SYMMETRIC_DEFAULT' ? 256 : Number(spec.slice('HMAC_'.length));
  return { id, secret: randomBytes(bits / 8).toString('base64') };
};

const pem = ({ privateKey }: ReturnType<typeof generateKeyPairSync>): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
