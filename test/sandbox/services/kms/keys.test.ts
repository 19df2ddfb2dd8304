import { afterAll, expect, test } from '@jest/globals';
import type {
  CreateKeyResponse,
  DescribeKeyResponse,
  EncryptResponse,
  GetKeyRotationStatusResponse,
  ListAliasesResponse,
  ListKeysResponse,
} from '@aws-sdk/client-kms';
import { defaultKey, keyForUse } from '../../../../sandbox/services/kms/for-use.js';
import { kms } from '../../../../sandbox/services/kms/index.js';
import { ACCOUNT, openBench, REGION } from '../harness.js';

const bench = openBench([kms]);
afterAll(() => bench.close());

const DAY = 86_400_000;
const newKey = (input: object = {}): string =>
  bench.call<CreateKeyResponse>(kms, 'CreateKey', input).KeyMetadata?.KeyId ?? '';
const stateOf = (KeyId: string): string | undefined =>
  bench.call<DescribeKeyResponse>(kms, 'DescribeKey', { KeyId }).KeyMetadata?.KeyState;
const Plaintext = Buffer.from('x');

test('a key that asks for nothing is symmetric, enabled and the account’s', () => {
  const { KeyMetadata } = bench.call<CreateKeyResponse>(kms, 'CreateKey', { Description: 'vault' });
  expect(KeyMetadata).toMatchObject({
    Arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${KeyMetadata?.KeyId}`,
    Description: 'vault',
    Enabled: true,
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  });
  expect(bench.call<ListKeysResponse>(kms, 'ListKeys').Keys?.map((one) => one.KeyId)).toContain(KeyMetadata?.KeyId);
});

test('an asymmetric key needs a usage, and one that it can have', () => {
  expect(bench.refusal(kms, 'CreateKey', { KeySpec: 'RSA_2048' })).toBe('ValidationException');
  expect(bench.refusal(kms, 'CreateKey', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'ENCRYPT_DECRYPT' })).toBe(
    'ValidationException',
  );
});

test('a disabled key neither encrypts, decrypts nor signs, and does again once enabled', () => {
  const KeyId = newKey();
  const signer = newKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  const { CiphertextBlob } = bench.call<EncryptResponse>(kms, 'Encrypt', { KeyId, Plaintext });
  const signing = { KeyId: signer, Message: Plaintext, SigningAlgorithm: 'ECDSA_SHA_256' };
  for (const one of [KeyId, signer]) bench.call(kms, 'DisableKey', { KeyId: one });
  expect(stateOf(KeyId)).toBe('Disabled');
  expect(bench.refusal(kms, 'Encrypt', { KeyId, Plaintext })).toBe('DisabledException');
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob })).toBe('DisabledException');
  expect(bench.refusal(kms, 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' })).toBe('DisabledException');
  expect(bench.refusal(kms, 'ReEncrypt', { CiphertextBlob, DestinationKeyId: newKey() })).toBe('DisabledException');
  expect(bench.refusal(kms, 'Sign', signing)).toBe('DisabledException');
  expect(bench.refusal(kms, 'GetPublicKey', { KeyId: signer })).toBe('DisabledException');
  bench.call(kms, 'EnableKey', { KeyId });
  bench.call(kms, 'Decrypt', { CiphertextBlob });
});

test('a key pending deletion is unusable, can be rescued as disabled, and is gone after its wait', () => {
  const KeyId = newKey();
  bench.call(kms, 'CreateAlias', { AliasName: 'alias/doomed', TargetKeyId: KeyId });
  const { CiphertextBlob } = bench.call<EncryptResponse>(kms, 'Encrypt', { KeyId, Plaintext });
  for (const PendingWindowInDays of [6, 31])
    expect(bench.refusal(kms, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays })).toBe('ValidationException');
  expect(bench.call(kms, 'ScheduleKeyDeletion', { KeyId })).toMatchObject({ PendingWindowInDays: 30 });
  expect(stateOf(KeyId)).toBe('PendingDeletion');
  for (const operation of ['EnableKey', 'DisableKey', 'ScheduleKeyDeletion', 'EnableKeyRotation'])
    expect(bench.refusal(kms, operation, { KeyId })).toBe('KMSInvalidStateException');
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob })).toBe('KMSInvalidStateException');

  bench.call(kms, 'CancelKeyDeletion', { KeyId });
  expect(stateOf(KeyId)).toBe('Disabled');
  expect(bench.refusal(kms, 'CancelKeyDeletion', { KeyId })).toBe('KMSInvalidStateException');
  bench.pass(31 * DAY);
  expect(stateOf(KeyId)).toBe('Disabled');

  bench.call(kms, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  bench.pass(7 * DAY - 1000);
  expect(stateOf(KeyId)).toBe('PendingDeletion');
  bench.pass(2000);
  expect(bench.refusal(kms, 'DescribeKey', { KeyId })).toBe('NotFoundException');
  expect(bench.refusal(kms, 'DescribeKey', { KeyId: 'alias/doomed' })).toBe('NotFoundException');
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob })).toBe('InvalidCiphertextException');
});

test('an alias stands for its key until it is moved or deleted', () => {
  const [one, two] = [newKey(), newKey()];
  bench.call(kms, 'CreateAlias', { AliasName: 'alias/vault', TargetKeyId: one });
  const shown = (): unknown =>
    bench.call<DescribeKeyResponse>(kms, 'DescribeKey', { KeyId: 'alias/vault' }).KeyMetadata?.KeyId;
  expect(shown()).toBe(one);
  expect(bench.refusal(kms, 'CreateAlias', { AliasName: 'alias/vault', TargetKeyId: two })).toBe(
    'AlreadyExistsException',
  );
  bench.call(kms, 'UpdateAlias', { AliasName: 'alias/vault', TargetKeyId: two });
  expect(shown()).toBe(two);
  const mac = newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  expect(bench.refusal(kms, 'UpdateAlias', { AliasName: 'alias/vault', TargetKeyId: mac })).toBe('ValidationException');
  expect(bench.refusal(kms, 'DisableKey', { KeyId: 'alias/vault' })).toBe('NotFoundException');
  bench.call(kms, 'DeleteAlias', { AliasName: 'alias/vault' });
  expect(bench.refusal(kms, 'DescribeKey', { KeyId: 'alias/vault' })).toBe('NotFoundException');
});

test('names of AWS are not given to aliases', () => {
  const TargetKeyId = newKey();
  expect(bench.refusal(kms, 'CreateAlias', { AliasName: 'alias/aws/ebs', TargetKeyId })).toBe('NotAuthorizedException');
  expect(bench.refusal(kms, 'CreateAlias', { AliasName: 'vault', TargetKeyId })).toBe('ValidationException');
});

test('the key of a service is made on first use, once, and nobody manages it', () => {
  const key = bench.world.store.transact(() => defaultKey(bench.place, 'aws/ebs'));
  expect(bench.world.store.transact(() => defaultKey(bench.place, 'aws/ebs')).id).toBe(key.id);
  expect(bench.call<ListAliasesResponse>(kms, 'ListAliases').Aliases).toEqual(
    expect.arrayContaining([expect.objectContaining({ AliasName: 'alias/aws/ebs', TargetKeyId: key.id })]),
  );
  for (const operation of ['DisableKey', 'ScheduleKeyDeletion', 'EnableKeyRotation'])
    expect(bench.refusal(kms, operation, { KeyId: key.id })).toBe('AccessDeniedException');
  expect(bench.call<DescribeKeyResponse>(kms, 'DescribeKey', { KeyId: key.id }).KeyMetadata?.KeyManager).toBe('AWS');
});

test('a key of another Region is not found', () => {
  const arn = `arn:aws:kms:us-east-1:${ACCOUNT}:key/${newKey()}`;
  expect(bench.refusal(kms, 'DescribeKey', { KeyId: arn })).toBe('NotFoundException');
  expect(() => keyForUse(bench.place, arn)).toThrow('Invalid arn us-east-1');
});

test('a policy that would lock its author out is refused, unless that is asked for', () => {
  const KeyId = newKey();
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'kms:*', Resource: '*' }],
  });
  expect(bench.refusal(kms, 'PutKeyPolicy', { KeyId, Policy })).toBe('MalformedPolicyDocumentException');
  expect(bench.refusal(kms, 'PutKeyPolicy', { KeyId, Policy: '{}' })).toBe('MalformedPolicyDocumentException');
  expect(bench.refusal(kms, 'CreateKey', { Policy })).toBe('MalformedPolicyDocumentException');
  bench.call(kms, 'PutKeyPolicy', { KeyId, Policy, BypassPolicyLockoutSafetyCheck: true });
  expect(bench.call(kms, 'GetKeyPolicy', { KeyId })).toMatchObject({ Policy, PolicyName: 'default' });
});

test('rotation is due a period after it was enabled, and only symmetric keys have it', () => {
  const KeyId = newKey();
  const status = () => bench.call<GetKeyRotationStatusResponse>(kms, 'GetKeyRotationStatus', { KeyId });
  expect(status().KeyRotationEnabled).toBe(false);
  const now = bench.world.clock.now();
  bench.call(kms, 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
  expect(Number(status().NextRotationDate) - now).toBeGreaterThanOrEqual(90 * DAY);
  bench.pass(91 * DAY);
  expect(Number(status().NextRotationDate) - now).toBeGreaterThanOrEqual(180 * DAY);
  bench.call(kms, 'DisableKeyRotation', { KeyId });
  expect(status().KeyRotationEnabled).toBe(false);
  const signer = newKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  expect(bench.refusal(kms, 'EnableKeyRotation', { KeyId: signer })).toBe('UnsupportedOperationException');
});

test('tags are put, replaced and taken away; those of AWS are refused', () => {
  const KeyId = newKey({ Tags: [{ TagKey: 'team', TagValue: 'ir' }] });
  bench.call(kms, 'TagResource', {
    KeyId,
    Tags: [
      { TagKey: 'team', TagValue: 'soc' },
      { TagKey: 'case', TagValue: '7' },
    ],
  });
  bench.call(kms, 'UntagResource', { KeyId, TagKeys: ['case'] });
  expect(bench.call(kms, 'ListResourceTags', { KeyId })).toMatchObject({ Tags: [{ TagKey: 'team', TagValue: 'soc' }] });
  expect(bench.refusal(kms, 'TagResource', { KeyId, Tags: [{ TagKey: 'aws:x', TagValue: '' }] })).toBe('TagException');
});
