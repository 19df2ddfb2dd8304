import { createHash, createPublicKey, verify, constants } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import type { CreateKeyResponse, GetPublicKeyResponse, SignResponse, VerifyResponse } from '@aws-sdk/client-kms';
import { kms } from '../../../../sandbox/services/kms/index.js';
import { signPrehashed, verifyPrehashed } from '../../../../sandbox/services/kms/ed25519ph.js';
import { openBench } from '../harness.js';

const bench = openBench([kms]);
afterAll(() => bench.close());

const MESSAGE = Buffer.from('what the ledger says');

const newKey = (KeySpec: string, KeyUsage = 'SIGN_VERIFY'): string =>
  bench.call<CreateKeyResponse>(kms, 'CreateKey', { KeySpec, KeyUsage }).KeyMetadata?.KeyId ?? '';

const publicKeyOf = (KeyId: string) =>
  createPublicKey({
    key: Buffer.from(bench.call<GetPublicKeyResponse>(kms, 'GetPublicKey', { KeyId }).PublicKey ?? []),
    format: 'der',
    type: 'spki',
  });

const digest = (hash: string, data: Uint8Array = MESSAGE): Buffer => createHash(hash).update(data).digest();

const cases: readonly (readonly [spec: string, algorithm: string, hash: string])[] = [
  ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256'],
  ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512', 'sha512'],
  ['RSA_3072', 'RSASSA_PSS_SHA_256', 'sha256'],
  ['RSA_2048', 'RSASSA_PSS_SHA_384', 'sha384'],
  ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512'],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'sha256'],
];

test.each(cases)('%s with %s signs a digest as it is, and a message by its digest', (spec, SigningAlgorithm, hash) => {
  const KeyId = newKey(spec);
  const checks = {
    key: publicKeyOf(KeyId),
    ...(SigningAlgorithm.includes('PSS') && {
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    }),
  };
  for (const [Message, MessageType] of [
    [MESSAGE, 'RAW'],
    [digest(hash), 'DIGEST'],
  ] as const) {
    const { Signature } = bench.call<SignResponse>(kms, 'Sign', { KeyId, Message, MessageType, SigningAlgorithm });
    expect(verify(hash, MESSAGE, checks, Buffer.from(Signature ?? []))).toBe(true);
    const asked = { KeyId, Signature, SigningAlgorithm };
    expect(bench.call<VerifyResponse>(kms, 'Verify', { ...asked, Message: MESSAGE }).SignatureValid).toBe(true);
    expect(
      bench.call<VerifyResponse>(kms, 'Verify', { ...asked, Message: digest(hash), MessageType: 'DIGEST' })
        .SignatureValid,
    ).toBe(true);
    expect(bench.refusal(kms, 'Verify', { ...asked, Message: Buffer.from('something else') })).toBe(
      'KMSInvalidSignatureException',
    );
    expect(bench.refusal(kms, 'Verify', { ...asked, Message: digest(hash) })).toBe('KMSInvalidSignatureException');
  }
});

test('a signature with a bit turned, or cut short, is not valid', () => {
  for (const [spec, SigningAlgorithm] of [
    ['ECC_NIST_P256', 'ECDSA_SHA_256'],
    ['RSA_2048', 'RSASSA_PSS_SHA_256'],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'],
  ]) {
    const KeyId = newKey(spec ?? '');
    const asked = { KeyId, Message: MESSAGE, SigningAlgorithm };
    const good = Buffer.from(bench.call<SignResponse>(kms, 'Sign', asked).Signature ?? []);
    const turned = Buffer.from(good);
    turned[20] = (turned[20] ?? 0) ^ 1;
    for (const Signature of [turned, good.subarray(1), good.subarray(0, -1), Buffer.alloc(70)])
      expect(bench.refusal(kms, 'Verify', { ...asked, Signature })).toBe('KMSInvalidSignatureException');
  }
});

test.each(['RSASSA_PSS_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_256'])(
  'a signature with %s that begins with a zero is not valid without it',
  (SigningAlgorithm) => {
    const KeyId = newKey('RSA_2048');
    // One in 256 does.
    for (let number = 0; ; number += 1) {
      const asked = { KeyId, Message: Buffer.from(`message ${number}`), SigningAlgorithm };
      const Signature = Buffer.from(bench.call<SignResponse>(kms, 'Sign', asked).Signature ?? []);
      if (Signature[0] !== 0) continue;
      expect(bench.call<VerifyResponse>(kms, 'Verify', { ...asked, Signature }).SignatureValid).toBe(true);
      expect(bench.refusal(kms, 'Verify', { ...asked, Signature: Signature.subarray(1) })).toBe(
        'KMSInvalidSignatureException',
      );
      return;
    }
  },
);

test('a digest of the wrong length is refused', () => {
  const KeyId = newKey('ECC_NIST_P256');
  const asked = { KeyId, Message: digest('sha512'), MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' };
  expect(bench.refusal(kms, 'Sign', asked)).toBe('ValidationException');
});

test('Ed25519 signs messages, and refuses digests', () => {
  const KeyId = newKey('ECC_NIST_EDWARDS25519');
  const asked = { KeyId, SigningAlgorithm: 'ED25519_SHA_512' };
  const { Signature } = bench.call<SignResponse>(kms, 'Sign', { ...asked, Message: MESSAGE });
  expect(verify(null, MESSAGE, publicKeyOf(KeyId), Buffer.from(Signature ?? []))).toBe(true);
  expect(bench.refusal(kms, 'Sign', { ...asked, Message: digest('sha512'), MessageType: 'DIGEST' })).toBe(
    'ValidationException',
  );
});

test('Ed25519ph signs digests only, and hashes them once more', () => {
  const KeyId = newKey('ECC_NIST_EDWARDS25519');
  const asked = { KeyId, SigningAlgorithm: 'ED25519_PH_SHA_512', Message: digest('sha512'), MessageType: 'DIGEST' };
  const { Signature = new Uint8Array() } = bench.call<SignResponse>(kms, 'Sign', asked);
  const { x = '' } = publicKeyOf(KeyId).export({ format: 'jwk' });
  const publicKey = Buffer.from(x, 'base64url');
  expect(verifyPrehashed(publicKey, digest('sha512'), Signature)).toBe(true);
  expect(verifyPrehashed(publicKey, MESSAGE, Signature)).toBe(false);
  expect(bench.call<VerifyResponse>(kms, 'Verify', { ...asked, Signature }).SignatureValid).toBe(true);
  expect(bench.refusal(kms, 'Sign', { ...asked, MessageType: 'RAW' })).toBe('ValidationException');
  expect(bench.refusal(kms, 'Verify', { ...asked, Signature, Message: digest('sha512', digest('sha512')) })).toBe(
    'KMSInvalidSignatureException',
  );
});

test("Ed25519ph is RFC 8032's", () => {
  const hex = (text: string): Buffer => Buffer.from(text, 'hex');
  const key = {
    seed: hex('833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42'),
    publicKey: hex('ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf'),
  };
  const signature =
    '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41' +
    '31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406';
  expect(signPrehashed(key, Buffer.from('abc')).toString('hex')).toBe(signature);
  expect(verifyPrehashed(key.publicKey, Buffer.from('abc'), hex(signature))).toBe(true);
  expect(verifyPrehashed(key.publicKey, Buffer.from('abd'), hex(signature))).toBe(false);
});

test('an algorithm that does not go with the key is refused', () => {
  const KeyId = newKey('ECC_NIST_P256');
  const asked = { KeyId, Message: MESSAGE, SigningAlgorithm: 'RSASSA_PSS_SHA_256' };
  expect(bench.refusal(kms, 'Sign', asked)).toBe('InvalidKeyUsageException');
  const encrypts = newKey('RSA_2048', 'ENCRYPT_DECRYPT');
  expect(bench.refusal(kms, 'Sign', { ...asked, KeyId: encrypts })).toBe('InvalidKeyUsageException');
});

test('a symmetric key has no public key', () => {
  const { KeyMetadata } = bench.call<CreateKeyResponse>(kms, 'CreateKey');
  expect(bench.refusal(kms, 'GetPublicKey', { KeyId: KeyMetadata?.KeyId })).toBe('UnsupportedOperationException');
});
