import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { iam } from '../../../../sandbox/services/iam/index.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { sts } from '../../../../sandbox/services/sts/index.js';
import { sessionsOf } from '../../../../sandbox/services/sts/sessions.js';
import { ACCOUNT, type Bench } from '../harness.js';
import { keyOf, may, newRole, newSession, newUser, openGuarded, policy } from '../iam/people.js';

let bench: Bench;
let alice: Caller;
beforeEach(() => {
  bench = openGuarded();
  alice = newUser(bench, 'alice', policy('Allow', '*'));
});
afterEach(() => bench.close());

type Given = { readonly Credentials: { readonly AccessKeyId: string; readonly Expiration: Date } };

const token = (operation: string, input: object, as: Caller): Caller =>
  keyOf(bench, bench.call<Given>(sts, operation, input, as).Credentials.AccessKeyId).caller;

const secondsOf = ({ session = '' }: Caller): number => {
  const row = sessionsOf(bench.world).get(session);
  return row === undefined ? 0 : (row.expiresAt - row.issuedAt) / 1_000;
};

describe('a session token', () => {
  test('is another one each time and acts as the user', () => {
    const [one, other] = [token('GetSessionToken', {}, alice), token('GetSessionToken', {}, alice)];
    expect(one.accessKeyId).not.toBe(other.accessKeyId);
    expect(one.arn).toBe(alice.arn);
    expect(may(bench, one, 'ec2:StopInstances')).toBe(true);
  });

  test('survives that the key it was got with is deactivated, and follows the policies of the user', () => {
    const session = token('GetSessionToken', {}, alice);
    const { accessKeyId: AccessKeyId } = alice;
    bench.call(iam, 'UpdateAccessKey', { UserName: 'alice', AccessKeyId, Status: 'Inactive' });
    expect(keyOf(bench, session.accessKeyId).status).toBe('active');
    bench.call(iam, 'AttachUserPolicy', { UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
    expect(may(bench, session, 'ec2:StopInstances')).toBe(false);
  });

  test('calls nothing of IAM without MFA, and of STS only AssumeRole and GetCallerIdentity', () => {
    const session = token('GetSessionToken', {}, alice);
    expect(bench.refusal(iam, 'ListUsers', {}, session)).toBe('InvalidClientTokenId');
    expect(bench.refusal(sts, 'GetSessionToken', {}, session)).toBe('AccessDenied');
    expect(bench.refusal(sts, 'GetFederationToken', { Name: 'fed' }, session)).toBe('AccessDenied');
    bench.call(sts, 'GetCallerIdentity', {}, session);
    newSession(bench, session, newRole(bench, 'web'));
  });

  test('takes no permission, but a Deny takes it away', () => {
    const bob = newUser(bench, 'bob');
    token('GetSessionToken', {}, bob);
    bench.call(iam, 'AttachUserPolicy', {
      UserName: 'bob',
      PolicyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
    });
    expect(bench.refusal(sts, 'GetSessionToken', {}, bob)).toBe('AccessDenied');
  });

  test('lasts up to 36 hours for a user, an hour for root', () => {
    expect(secondsOf(token('GetSessionToken', { DurationSeconds: 129_600 }, alice))).toBe(129_600);
    expect(secondsOf(token('GetSessionToken', { DurationSeconds: 129_600 }, bench.caller))).toBe(3_600);
  });
});

describe('a federation token', () => {
  test('may do what both its policy and its user may', () => {
    const bob = newUser(bench, 'bob', policy('Allow', ['ec2:*', 'sts:GetFederationToken']));
    const Policy = policy('Allow', ['ec2:StopInstances', 's3:*']);
    const federated = token('GetFederationToken', { Name: 'vendor', Policy }, bob);
    expect(federated.arn).toBe(`arn:aws:sts::${ACCOUNT}:federated-user/vendor`);
    expect(federated.userId).toBe(`${ACCOUNT}:vendor`);
    expect(may(bench, federated, 'ec2:StopInstances')).toBe(true);
    expect(may(bench, federated, 'ec2:StartInstances')).toBe(false);
    expect(may(bench, federated, 's3:GetObject')).toBe(false);
  });

  test('without a policy may do nothing', () => {
    expect(may(bench, token('GetFederationToken', { Name: 'vendor' }, alice), 'ec2:StopInstances')).toBe(false);
  });

  test('calls nothing of IAM, and of STS only GetCallerIdentity', () => {
    const federated = token('GetFederationToken', { Name: 'vendor', Policy: policy('Allow', '*') }, alice);
    expect(bench.refusal(iam, 'ListUsers', {}, federated)).toBe('InvalidClientTokenId');
    const role = { RoleArn: newRole(bench, 'web'), RoleSessionName: 'x-ray' };
    expect(bench.refusal(sts, 'AssumeRole', role, federated)).toBe('AccessDenied');
    bench.call(sts, 'GetCallerIdentity', {}, federated);
  });
});

test('a session of a role gets no tokens', () => {
  const session = newSession(bench, alice, newRole(bench, 'web', policy('Allow', '*')));
  expect(bench.refusal(sts, 'GetSessionToken', {}, session)).toBe('AccessDenied');
  expect(bench.refusal(sts, 'GetFederationToken', { Name: 'fed' }, session)).toBe('AccessDenied');
});

test('GetCallerIdentity takes no permission and cannot be denied', () => {
  bench.call(iam, 'AttachUserPolicy', { UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
  expect(bench.call(sts, 'GetCallerIdentity', {}, alice)).toEqual({
    Account: ACCOUNT,
    Arn: alice.arn,
    UserId: alice.userId,
  });
});

test('the ways in from other identity providers are not simulated', () => {
  expect(bench.refusal(sts, 'AssumeRoleWithSAML')).toBe('UnsupportedInSandbox');
  expect(bench.refusal(sts, 'AssumeRoleWithWebIdentity')).toBe('UnsupportedInSandbox');
});
