import { afterAll, expect, test } from '@jest/globals';
import type { CreateGrantResponse, CreateKeyResponse, EncryptResponse } from '@aws-sdk/client-kms';
import { authorizer } from '../../../../sandbox/services/iam/authorizer.js';
import { defaultKey } from '../../../../sandbox/services/kms/for-use.js';
import { kms } from '../../../../sandbox/services/kms/index.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { openBench } from '../harness.js';

const bench = openBench([kms], authorizer([kms]));
afterAll(() => bench.close());

const account = '444455556666';
const stranger: Caller = { ...bench.caller, account, arn: `arn:aws:iam::${account}:root`, userId: account };
const Plaintext = Buffer.from('x');
const newKey = (input: object = {}): string =>
  bench.call<CreateKeyResponse>(kms, 'CreateKey', input).KeyMetadata?.Arn ?? '';

test('a grant lets another account do what it says, for as long as it is there', () => {
  const KeyId = newKey();
  const { CiphertextBlob } = bench.call<EncryptResponse>(kms, 'Encrypt', { KeyId, Plaintext });
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob }, stranger)).toBe('AccessDeniedException');
  const { GrantId } = bench.call<CreateGrantResponse>(kms, 'CreateGrant', {
    KeyId,
    GranteePrincipal: stranger.arn,
    Operations: ['Decrypt'],
  });
  bench.call(kms, 'Decrypt', { CiphertextBlob }, stranger);
  expect(bench.refusal(kms, 'Encrypt', { KeyId, Plaintext }, stranger)).toBe('AccessDeniedException');
  bench.call(kms, 'RevokeGrant', { KeyId, GrantId });
  expect(bench.refusal(kms, 'Decrypt', { CiphertextBlob }, stranger)).toBe('AccessDeniedException');
});

test('a grant with an encryption context is good for that context only', () => {
  const KeyId = newKey();
  const encrypt = (EncryptionContext: object): Uint8Array | undefined =>
    bench.call<EncryptResponse>(kms, 'Encrypt', { KeyId, Plaintext, EncryptionContext }).CiphertextBlob;
  const decrypt = (EncryptionContext: object) => ({ CiphertextBlob: encrypt(EncryptionContext), EncryptionContext });
  bench.call(kms, 'CreateGrant', {
    KeyId,
    GranteePrincipal: stranger.arn,
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextEquals: { case: '7' } },
  });
  bench.call(kms, 'Decrypt', decrypt({ case: '7' }), stranger);
  for (const context of [{ case: '8' }, { case: '7', host: 'web' }, {}])
    expect(bench.refusal(kms, 'Decrypt', decrypt(context), stranger)).toBe('AccessDeniedException');
});

test('root has no way around a key policy that leaves it out', () => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' }],
  });
  const KeyId = newKey({ Policy, BypassPolicyLockoutSafetyCheck: true });
  expect(bench.refusal(kms, 'Encrypt', { KeyId, Plaintext })).toBe('AccessDeniedException');
  expect(bench.refusal(kms, 'PutKeyPolicy', { KeyId, Policy })).toBe('AccessDeniedException');
});

test('a key that AWS manages is used through its service only', () => {
  const { arn: KeyId } = bench.world.store.transact(() => defaultKey(bench.place, 'aws/ebs'));
  bench.call(kms, 'DescribeKey', { KeyId });
  expect(bench.refusal(kms, 'Encrypt', { KeyId, Plaintext })).toBe('AccessDeniedException');
});
