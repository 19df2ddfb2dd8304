import { afterAll, expect, test } from '@jest/globals';
import type {
  CreateKeyResponse,
  DecryptResponse,
  EncryptResponse,
  GenerateDataKeyResponse,
  GenerateMacResponse,
  GenerateRandomResponse,
  ReEncryptResponse,
} from '@aws-sdk/client-kms';
import { kms } from '../../../../sandbox/services/kms/index.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { openBench } from '../harness.js';

const bench = openBench([kms]);
afterAll(() => bench.close());

const newKey = (input: object = {}): string =>
  bench.call<CreateKeyResponse>(kms, 'CreateKey', input).KeyMetadata?.Arn ?? '';
const Plaintext = Buffer.from('a secret');
const encrypted = (KeyId: string, more: object = {}): Uint8Array =>
  bench.call<EncryptResponse>(kms, 'Encrypt', { KeyId, Plaintext, ...more }).CiphertextBlob ?? new Uint8Array();

test('a ciphertext opens without naming its key, and only with its encryption context', () => {
  const KeyId = newKey();
  const CiphertextBlob = encrypted(KeyId, { EncryptionContext: { case: '7', host: 'web' } });
  const context = { host: 'web', case: '7' };
  const { KeyId: used, Plaintext: back } = bench.call<DecryptResponse>(kms, 'Decrypt', {
    CiphertextBlob,
    EncryptionContext: context,
  });
  expect([used, Buffer.from(back ?? [])]).toEqual([KeyId, Plaintext]);
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob })).toBe('InvalidCiphertextException');
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob, EncryptionContext: { ...context, case: '8' } })).toBe(
    'InvalidCiphertextException',
  );
});

test('a changed ciphertext is refused, and so is noise', () => {
  const CiphertextBlob = Buffer.from(encrypted(newKey()));
  CiphertextBlob[CiphertextBlob.length - 1] = (CiphertextBlob.at(-1) ?? 0) ^ 1;
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob })).toBe('InvalidCiphertextException');
  for (const noise of [Buffer.alloc(1), Buffer.alloc(100, 7), Buffer.from([1, 0, 200, 5])])
    expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob: noise })).toBe('InvalidCiphertextException');
});

test('decrypting under another key than the one that encrypted is refused', () => {
  const CiphertextBlob = encrypted(newKey());
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob, KeyId: newKey() })).toBe('IncorrectKeyException');
});

test('what was re-encrypted opens under the new key, and the old one cannot be asked for it', () => {
  const [from, to] = [newKey(), newKey()];
  const CiphertextBlob = encrypted(from, { EncryptionContext: { a: 'b' } });
  const moved = bench.call<ReEncryptResponse>(kms, 'ReEncrypt', {
    CiphertextBlob,
    SourceEncryptionContext: { a: 'b' },
    DestinationKeyId: to,
  });
  expect([moved.SourceKeyId, moved.KeyId]).toEqual([from, to]);
  const again = bench.call<DecryptResponse>(kms, 'Decrypt', { CiphertextBlob: moved.CiphertextBlob });
  expect(Buffer.from(again.Plaintext ?? [])).toEqual(Plaintext);
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob: moved.CiphertextBlob, KeyId: from })).toBe(
    'IncorrectKeyException',
  );
});

test('a data key comes in the length that was asked for, and its ciphertext opens to it', () => {
  const KeyId = newKey();
  for (const [asked, length] of [
    [{ KeySpec: 'AES_256' }, 32],
    [{ KeySpec: 'AES_128' }, 16],
    [{ NumberOfBytes: 7 }, 7],
  ] as const) {
    const made = bench.call<GenerateDataKeyResponse>(kms, 'GenerateDataKey', { KeyId, ...asked });
    expect(made.Plaintext?.length).toBe(length);
    const { Plaintext: back } = bench.call<DecryptResponse>(kms, 'Decrypt', { CiphertextBlob: made.CiphertextBlob });
    expect(back).toEqual(made.Plaintext);
  }
  expect(bench.refusal(kms, 'GenerateDataKey', { KeyId })).toBe('ValidationException');
  expect(bench.refusal(kms, 'GenerateDataKey', { KeyId, KeySpec: 'AES_128', NumberOfBytes: 16 })).toBe(
    'ValidationException',
  );
  expect(bench.call(kms, 'GenerateDataKeyWithoutPlaintext', { KeyId, KeySpec: 'AES_256' })).not.toHaveProperty(
    'Plaintext',
  );
});

test('an RSA key encrypts what fits, and needs to be named to decrypt', () => {
  const KeyId = newKey({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
  const asked = { KeyId, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' };
  const CiphertextBlob = encrypted(KeyId, asked);
  const { Plaintext: back } = bench.call<DecryptResponse>(kms, 'Decrypt', { ...asked, CiphertextBlob });
  expect(Buffer.from(back ?? [])).toEqual(Plaintext);
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' })).toBe(
    'ValidationException',
  );
  expect(bench.refusal(kms, 'Encrypt', { ...asked, Plaintext: Buffer.alloc(191) })).toBe('ValidationException');
  expect(bench.refusal(kms, 'Encrypt', { KeyId, Plaintext })).toBe('InvalidKeyUsageException');
  expect(bench.refusal(kms, 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' })).toBe('InvalidKeyUsageException');
});

test('a MAC is verified, and a wrong one refused', () => {
  const KeyId = newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  const asked = { KeyId, Message: Plaintext, MacAlgorithm: 'HMAC_SHA_256' };
  const { Mac } = bench.call<GenerateMacResponse>(kms, 'GenerateMac', asked);
  expect(Mac?.length).toBe(32);
  expect(bench.call(kms, 'VerifyMac', { ...asked, Mac })).toMatchObject({ MacValid: true });
  expect(bench.refusal(kms, 'VerifyMac', { ...asked, Mac, Message: Buffer.from('else') })).toBe(
    'KMSInvalidMacException',
  );
  expect(bench.refusal(kms, 'GenerateMac', { ...asked, MacAlgorithm: 'HMAC_SHA_512' })).toBe(
    'InvalidKeyUsageException',
  );
});

test('random bytes come in the number asked for', () => {
  const { Plaintext: bytes } = bench.call<GenerateRandomResponse>(kms, 'GenerateRandom', { NumberOfBytes: 9 });
  expect(bytes?.length).toBe(9);
});

test('a key of another account is used by its ARN, and managed by nobody outside', () => {
  const KeyId = newKey();
  const stranger: Caller = { ...bench.caller, account: '444455556666', arn: 'arn:aws:iam::444455556666:root' };
  const { CiphertextBlob } = bench.call<EncryptResponse>(kms, 'Encrypt', { KeyId, Plaintext }, stranger);
  expect(bench.call<DecryptResponse>(kms, 'Decrypt', { CiphertextBlob }).KeyId).toBe(KeyId);
  expect(bench.refusal(kms, 'DisableKey', { KeyId }, stranger)).toBe('AccessDeniedException');
  expect(bench.refusal(kms, 'Encrypt', { KeyId: KeyId.split('/')[1], Plaintext }, stranger)).toBe('NotFoundException');
});

test('a dry run says that it would have succeeded, or fails as the request would', () => {
  const KeyId = newKey();
  expect(bench.refusal(kms, 'Encrypt', { KeyId, Plaintext, DryRun: true })).toBe('DryRunOperationException');
  bench.call(kms, 'DisableKey', { KeyId });
  expect(bench.refusal(kms, 'Encrypt', { KeyId, Plaintext, DryRun: true })).toBe('DisabledException');
});
