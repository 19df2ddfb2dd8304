import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { AwsFailure } from '../../../../sandbox/services/operation.js';
import type { Bench } from '../harness.js';
import { asked, INSTANCE, may, newRole, newSession, newUser, openGuarded, policy } from './people.js';

let bench: Bench;
beforeEach(() => {
  bench = openGuarded();
});
afterEach(() => bench.close());

const put = (operation: string, input: object): void => void bench.call(iam, operation, input);

describe('what a user may do', () => {
  test('root may do everything, a new user nothing', () => {
    const alice = newUser(bench, 'alice');
    expect(may(bench, bench.caller, 'ec2:StopInstances', INSTANCE)).toBe(true);
    expect(may(bench, alice, 'ec2:StopInstances', INSTANCE)).toBe(false);
  });

  test('an Allow for an ARN allows that resource and no other', () => {
    const alice = newUser(bench, 'alice', policy('Allow', 'ec2:StopInstances', { Resource: INSTANCE }));
    expect(may(bench, alice, 'ec2:StopInstances', INSTANCE)).toBe(true);
    expect(may(bench, alice, 'ec2:StopInstances', INSTANCE.replace('i-0', 'i-1'))).toBe(false);
  });

  test('a Deny with NotResource denies', () => {
    const alice = newUser(bench, 'alice', policy('Allow', '*'));
    put('PutUserPolicy', {
      UserName: 'alice',
      PolicyName: 'only',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Deny', Action: '*', NotResource: INSTANCE },
      }),
    });
    expect(may(bench, alice, 'ec2:StopInstances', INSTANCE)).toBe(true);
    expect(may(bench, alice, 's3:GetObject', 'arn:aws:s3:::evidence/a')).toBe(false);
  });

  test('policies of groups and managed policies count', () => {
    const alice = newUser(bench, 'alice');
    put('CreateGroup', { GroupName: 'responders' });
    put('AttachGroupPolicy', { GroupName: 'responders', PolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' });
    expect(may(bench, alice, 'ec2:StopInstances', INSTANCE)).toBe(false);
    put('AddUserToGroup', { GroupName: 'responders', UserName: 'alice' });
    expect(may(bench, alice, 'ec2:StopInstances', INSTANCE)).toBe(true);
    expect(may(bench, alice, 'iam:CreateUser')).toBe(false);
  });

  test('AWSDenyAll stops a user who may do everything', () => {
    const alice = newUser(bench, 'alice', policy('Allow', '*'));
    put('AttachUserPolicy', { UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
    expect(may(bench, alice, 'ec2:StopInstances', INSTANCE)).toBe(false);
  });

  test('a permissions boundary limits a user, and allows nothing by itself', () => {
    const alice = newUser(bench, 'alice', policy('Allow', 'ec2:*'));
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    put('PutUserPermissionsBoundary', { UserName: 'alice', PermissionsBoundary });
    expect(may(bench, alice, 'ec2:StopInstances', INSTANCE)).toBe(false);
    expect(may(bench, alice, 's3:GetObject', 'arn:aws:s3:::evidence/a')).toBe(false);
    put('DeleteUserPermissionsBoundary', { UserName: 'alice' });
    expect(may(bench, alice, 'ec2:StopInstances', INSTANCE)).toBe(true);
  });

  test('the address of a request is compared', () => {
    const from = (range: string) => ({ Condition: { IpAddress: { 'aws:SourceIp': range } } });
    const near = newUser(bench, 'near', policy('Allow', '*', from('198.51.100.0/24')));
    const far = newUser(bench, 'far', policy('Allow', '*', from('203.0.113.0/24')));
    expect(may(bench, near, 'ec2:StopInstances')).toBe(true);
    expect(may(bench, far, 'ec2:StopInstances')).toBe(false);
  });
});

describe('sessions of a role', () => {
  const session = () =>
    newSession(bench, newUser(bench, 'alice', policy('Allow', '*')), newRole(bench, 'web', policy('Allow', '*')));
  const deny = (Condition: object): void =>
    put('PutRolePolicy', {
      RoleName: 'web',
      PolicyName: 'AWSRevokeOlderSessions',
      PolicyDocument: policy('Deny', '*', { Condition }),
    });

  test('AWSRevokeOlderSessions denies sessions issued before its moment and none issued after', () => {
    const older = session();
    deny({ DateLessThan: { 'aws:TokenIssueTime': new Date(Date.now() + 60_000).toISOString() } });
    expect(may(bench, older, 'ec2:StopInstances')).toBe(false);
    deny({ DateLessThan: { 'aws:TokenIssueTime': new Date(Date.now() - 60_000).toISOString() } });
    expect(may(bench, older, 'ec2:StopInstances')).toBe(true);
  });

  test('the keys of a user have no TokenIssueTime, so that condition never denies them', () => {
    const alice = newUser(bench, 'alice', policy('Allow', '*'));
    const Condition = { DateLessThan: { 'aws:TokenIssueTime': new Date(Date.now() + 60_000).toISOString() } };
    put('PutUserPolicy', { UserName: 'alice', PolicyName: 'old', PolicyDocument: policy('Deny', '*', { Condition }) });
    expect(may(bench, alice, 'ec2:StopInstances')).toBe(true);
  });

  test('aws:userid cuts off one session and spares its siblings', () => {
    const one = session();
    const RoleArn = 'arn:aws:iam::111122223333:role/web';
    const other = newSession(bench, newUser(bench, 'bob', policy('Allow', '*')), RoleArn, { RoleSessionName: 'other' });
    deny({ StringEquals: { 'aws:userid': one.userId } });
    expect(may(bench, one, 'ec2:StopInstances')).toBe(false);
    expect(may(bench, other, 'ec2:StopInstances')).toBe(true);
  });

  test('a session policy narrows a session and widens nothing', () => {
    const alice = newUser(bench, 'alice', policy('Allow', '*'));
    const RoleArn = newRole(bench, 'web', policy('Allow', 'ec2:*'));
    const narrow = newSession(bench, alice, RoleArn, { Policy: policy('Allow', ['ec2:StopInstances', 's3:*']) });
    expect(may(bench, narrow, 'ec2:StopInstances')).toBe(true);
    expect(may(bench, narrow, 'ec2:StartInstances')).toBe(false);
    expect(may(bench, narrow, 's3:GetObject')).toBe(false);
  });
});

test('EC2 says who may not do what to which resource, and why', () => {
  const alice = newUser(bench, 'alice');
  let denial: unknown;
  try {
    bench.call(asked, 'Ask', { action: 'ec2:StopInstances', resource: INSTANCE }, alice);
  } catch (error) {
    denial = error;
  }
  expect(denial).toBeInstanceOf(AwsFailure);
  expect(denial).toMatchObject({ code: 'UnauthorizedOperation', status: 403 });
  expect(String(denial)).toContain(
    `User: ${alice.arn} is not authorized to perform: ec2:StopInstances on resource: ${INSTANCE} because no identity-based policy allows the ec2:StopInstances action`,
  );
});

test('a caller without a permission of IAM is denied it', () => {
  const alice = newUser(
    bench,
    'alice',
    policy('Allow', 'iam:GetUser', { Resource: 'arn:aws:iam::*:user/${aws:username}' }),
  );
  newUser(bench, 'bob');
  expect(bench.call<{ User: { UserName: string } }>(iam, 'GetUser', {}, alice).User.UserName).toBe('alice');
  expect(bench.refusal(iam, 'GetUser', { UserName: 'bob' }, alice)).toBe('AccessDenied');
});
