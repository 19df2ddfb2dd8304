import { afterAll, expect, test } from '@jest/globals';
import type { CreateGrantResponse, CreateKeyResponse, ListGrantsResponse } from '@aws-sdk/client-kms';
import { kms } from '../../../../sandbox/services/kms/index.js';
import { keyResourcePolicy } from '../../../../sandbox/services/kms/resource-policy.js';
import { AwsFailure, type Caller } from '../../../../sandbox/services/operation.js';
import { ACCOUNT, openBench } from '../harness.js';

const wanted: string[] = [];
const bench = openBench([kms], (_world, _request, { action }) => {
  wanted.push(action);
  if (refused.has(action)) throw new AwsFailure('AccessDeniedException', action);
});
const refused = new Set<string>();
afterAll(() => bench.close());

const role = `arn:aws:iam::${ACCOUNT}:role/forensics`;
const session: Caller = {
  account: ACCOUNT,
  accessKeyId: 'ASIA1',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/forensics/case-7`,
  kind: 'session',
  userId: 'AROA1:case-7',
};
const newKey = (): string => bench.call<CreateKeyResponse>(kms, 'CreateKey').KeyMetadata?.Arn ?? '';
const grant = (KeyId: string, more: object = {}): CreateGrantResponse =>
  bench.call(kms, 'CreateGrant', { KeyId, GranteePrincipal: role, Operations: ['Decrypt', 'DescribeKey'], ...more });
const grantsOf = (KeyId: string) => bench.call<ListGrantsResponse>(kms, 'ListGrants', { KeyId }).Grants ?? [];

test('a grant is an Allow of the key until it is revoked', () => {
  const KeyId = newKey();
  const { GrantId } = grant(KeyId, { Constraints: { EncryptionContextSubset: { case: '7' } } });
  const statements = (): readonly object[] =>
    (JSON.parse(keyResourcePolicy(bench.world, KeyId) ?? '') as { Statement: object[] }).Statement;
  expect(statements().slice(1)).toEqual([
    { Effect: 'Allow', Principal: { AWS: role }, Resource: '*', Action: ['kms:DescribeKey'] },
    {
      Effect: 'Allow',
      Principal: { AWS: role },
      Resource: '*',
      Action: ['kms:Decrypt'],
      Condition: { StringEquals: { 'kms:EncryptionContext:case': '7' } },
    },
  ]);
  bench.call(kms, 'RevokeGrant', { KeyId, GrantId });
  expect(statements()).toHaveLength(1);
  expect(grantsOf(KeyId)).toEqual([]);
});

test('a grant with a name is made once, and every answer has a token of its own', () => {
  const KeyId = newKey();
  const [one, two] = [grant(KeyId, { Name: 'share' }), grant(KeyId, { Name: 'share' })];
  expect(two.GrantId).toBe(one.GrantId);
  expect(two.GrantToken).not.toBe(one.GrantToken);
  expect(grant(KeyId).GrantId).not.toBe(grant(KeyId).GrantId);
});

test('whom a grant names as retiring may end it without any permission', () => {
  const KeyId = newKey();
  const { GrantToken } = grant(KeyId, { RetiringPrincipal: role });
  wanted.length = 0;
  bench.call(kms, 'RetireGrant', { GrantToken }, session);
  expect(wanted).toEqual([]);
  expect(grantsOf(KeyId)).toEqual([]);
});

test('anybody else needs kms:RetireGrant to retire a grant', () => {
  const KeyId = newKey();
  const { GrantId } = grant(KeyId);
  refused.add('kms:RetireGrant');
  expect(bench.refusal(kms, 'RetireGrant', { KeyId, GrantId }, session)).toBe('AccessDeniedException');
  refused.clear();
  bench.call(kms, 'RetireGrant', { KeyId, GrantId }, session);
  expect(grantsOf(KeyId)).toEqual([]);
});

test('operations that a key cannot do are not granted', () => {
  const asked = { KeyId: newKey(), GranteePrincipal: role, Operations: ['Sign'] };
  expect(bench.refusal(kms, 'CreateGrant', asked)).toBe('ValidationException');
});

test('a token that KMS did not give is refused', () => {
  const asked = { KeyId: newKey(), Plaintext: Buffer.from('x'), GrantTokens: ['AQp'] };
  expect(bench.refusal(kms, 'Encrypt', asked)).toBe('InvalidGrantTokenException');
});

test('a disabled key takes no grants', () => {
  const KeyId = newKey();
  bench.call(kms, 'DisableKey', { KeyId });
  expect(bench.refusal(kms, 'CreateGrant', { KeyId, GranteePrincipal: role, Operations: ['Decrypt'] })).toBe(
    'DisabledException',
  );
});
