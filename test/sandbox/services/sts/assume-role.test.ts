import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findKey } from '../../../../sandbox/services/iam/credentials.js';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { codeAt } from '../../../../sandbox/services/iam/totp.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { sts } from '../../../../sandbox/services/sts/index.js';
import { sessionsOf } from '../../../../sandbox/services/sts/sessions.js';
import { ACCOUNT, type Bench } from '../harness.js';
import { keyOf, newRole, newSession, newUser, openGuarded, policy, trust } from '../iam/people.js';

const OTHER = '444455556666';
let bench: Bench;
let alice: Caller;
beforeEach(() => {
  bench = openGuarded();
  alice = newUser(bench, 'alice', policy('Allow', 'sts:*'));
});
afterEach(() => bench.close());

const refusal = (RoleArn: string, more: object = {}, as = alice): string =>
  bench.refusal(sts, 'AssumeRole', { RoleArn, RoleSessionName: 'responder', ...more }, as);
const retrust = (PolicyDocument: string): void =>
  void bench.call(iam, 'UpdateAssumeRolePolicy', { RoleName: 'web', PolicyDocument });
const us = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

describe('a role', () => {
  test('is assumed under the name of the session', () => {
    const RoleArn = newRole(bench, 'web');
    const caller = newSession(bench, alice, RoleArn);
    expect(caller.arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/web/responder`);
    expect(caller.userId).toMatch(/^AROA[A-Z2-7]{17}:responder$/);
    expect(bench.call(sts, 'GetCallerIdentity', {}, caller)).toEqual({
      Account: ACCOUNT,
      Arn: caller.arn,
      UserId: caller.userId,
    });
  });

  test('that does not exist, and one of another account that does not, is denied', () => {
    expect(refusal(`arn:aws:iam::${ACCOUNT}:role/nobody`)).toBe('AccessDenied');
    expect(refusal(`arn:aws:iam::${OTHER}:role/nobody`)).toBe('AccessDenied');
  });

  test('is assumed only by whom it trusts', () => {
    const RoleArn = newRole(bench, 'web');
    retrust(trust({ Service: 'ec2.amazonaws.com' }));
    expect(refusal(RoleArn)).toBe('AccessDenied');
    retrust(trust(us));
    newSession(bench, alice, RoleArn);
  });

  test('that trusts the account is assumed only with a permission, one that trusts a user without', () => {
    const RoleArn = newRole(bench, 'web');
    const bob = newUser(bench, 'bob');
    expect(refusal(RoleArn, {}, bob)).toBe('AccessDenied');
    retrust(trust({ AWS: bob.arn }));
    newSession(bench, bob, RoleArn);
  });

  test('that asks for an external id is denied without it', () => {
    const RoleArn = newRole(bench, 'web');
    retrust(trust(us, { Condition: { StringEquals: { 'sts:ExternalId': 'case-7' } } }));
    expect(refusal(RoleArn)).toBe('AccessDenied');
    expect(refusal(RoleArn, { ExternalId: 'case-8' })).toBe('AccessDenied');
    newSession(bench, alice, RoleArn, { ExternalId: 'case-7' });
  });

  test('may ask for the name of the session and for who assumes it', () => {
    const RoleArn = newRole(bench, 'web');
    retrust(
      trust(us, {
        Condition: { StringLike: { 'sts:RoleSessionName': 'case-*' }, ArnEquals: { 'aws:PrincipalArn': alice.arn } },
      }),
    );
    expect(refusal(RoleArn)).toBe('AccessDenied');
    newSession(bench, alice, RoleArn, { RoleSessionName: 'case-7' });
    const bob = newUser(bench, 'bob', policy('Allow', 'sts:*'));
    expect(refusal(RoleArn, { RoleSessionName: 'case-7' }, bob)).toBe('AccessDenied');
  });

  test('that asks for MFA is denied without a right code', () => {
    const RoleArn = newRole(bench, 'web');
    retrust(trust(us, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }));
    const { VirtualMFADevice } = bench.call<{ VirtualMFADevice: { SerialNumber: string; Base32StringSeed: Buffer } }>(
      iam,
      'CreateVirtualMFADevice',
      { VirtualMFADeviceName: 'phone' },
    );
    const code = (steps: number): string => codeAt(String(VirtualMFADevice.Base32StringSeed), Date.now(), steps);
    const { SerialNumber } = VirtualMFADevice;
    const codes = { AuthenticationCode1: code(0), AuthenticationCode2: code(1) };
    bench.call(iam, 'EnableMFADevice', { UserName: 'alice', SerialNumber, ...codes });
    expect(refusal(RoleArn)).toBe('AccessDenied');
    expect(refusal(RoleArn, { SerialNumber, TokenCode: code(50) })).toBe('AccessDenied');
    newSession(bench, alice, RoleArn, { SerialNumber, TokenCode: code(0) });
  });

  test('of another account is assumed when both accounts allow it', () => {
    const theirs: Caller = { ...bench.caller, account: OTHER, arn: `arn:aws:iam::${OTHER}:root`, userId: OTHER };
    const AssumeRolePolicyDocument = trust(us);
    bench.call(iam, 'CreateRole', { RoleName: 'audit', AssumeRolePolicyDocument }, theirs);
    const RoleArn = `arn:aws:iam::${OTHER}:role/audit`;
    expect(refusal(RoleArn, {}, newUser(bench, 'bob'))).toBe('AccessDenied');
    expect(newSession(bench, alice, RoleArn).account).toBe(OTHER);
  });

  test('is not assumed by root', () => {
    expect(refusal(newRole(bench, 'web'), {}, bench.caller)).toBe('AccessDenied');
  });
});

describe('the length of a session', () => {
  test('is at most what the role allows', () => {
    const RoleArn = newRole(bench, 'web');
    expect(refusal(RoleArn, { DurationSeconds: 7_200 })).toBe('ValidationError');
    bench.call(iam, 'UpdateRole', { RoleName: 'web', MaxSessionDuration: 7_200 });
    newSession(bench, alice, RoleArn, { DurationSeconds: 7_200 });
  });

  test('is an hour at most when a role assumes a role', () => {
    const first = newSession(bench, alice, newRole(bench, 'first', policy('Allow', 'sts:*')));
    const RoleArn = newRole(bench, 'web');
    bench.call(iam, 'UpdateRole', { RoleName: 'web', MaxSessionDuration: 43_200 });
    expect(refusal(RoleArn, { DurationSeconds: 3_601 }, first)).toBe('ValidationError');
    newSession(bench, first, RoleArn, { DurationSeconds: 3_600 });
  });

  test('ends: its key is expired then, on the real clock', () => {
    const { accessKeyId } = newSession(bench, alice, newRole(bench, 'web'));
    bench.pass(86_400_000);
    expect(keyOf(bench, accessKeyId).status).toBe('active');
    bench.world.store.transact(() =>
      sessionsOf(bench.world).update(accessKeyId, (row) => ({ ...row, expiresAt: Date.now() - 1 })),
    );
    expect(keyOf(bench, accessKeyId).status).toBe('expired');
  });
});

test('a session dies with its role, and a new role of that name does not wake it', () => {
  const { accessKeyId } = newSession(bench, alice, newRole(bench, 'web'));
  bench.call(iam, 'DeleteRole', { RoleName: 'web' });
  expect(findKey(bench.world, accessKeyId)).toBeUndefined();
  newRole(bench, 'web');
  expect(findKey(bench.world, accessKeyId)).toBeUndefined();
});

test('a session policy must be one, and have 2,048 characters at most', () => {
  const RoleArn = newRole(bench, 'web');
  expect(refusal(RoleArn, { Policy: '{}' })).toBe('MalformedPolicyDocument');
  expect(refusal(RoleArn, { Policy: policy('Allow', `s3:${'a'.repeat(2_048)}`) })).toBe('ValidationError');
});
