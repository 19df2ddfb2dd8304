import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { ACCOUNT, openBench, type Bench } from '../harness.js';
import { policy, trust } from './people.js';

let bench: Bench;
beforeEach(() => {
  bench = openBench([iam]);
  bench.call(iam, 'CreateUser', { UserName: 'alice' });
});
afterEach(() => bench.close());

const call = <T = Record<string, never>>(operation: string, input: object): T => bench.call<T>(iam, operation, input);
const refusal = (operation: string, input: object): string => bench.refusal(iam, operation, input);
const put = (PolicyName: string, PolicyDocument: string) => ({ UserName: 'alice', PolicyName, PolicyDocument });
const padded = (length: number): string => policy('Allow', [`s3:${'a'.repeat(length)}`]);

describe('inline policies', () => {
  test('are returned encoded as in a URL', () => {
    call('PutUserPolicy', put('p', policy('Allow', 's3:*')));
    const { PolicyDocument } = call<{ PolicyDocument: string }>('GetUserPolicy', {
      UserName: 'alice',
      PolicyName: 'p',
    });
    expect(PolicyDocument).toMatch(/^%7B%22Version%22/);
    expect(PolicyDocument).not.toContain('*');
    expect(decodeURIComponent(PolicyDocument)).toBe(policy('Allow', 's3:*'));
  });

  test('of a user hold 2,048 characters together, spaces not counted', () => {
    call('PutUserPolicy', put('one', padded(1_500)));
    expect(refusal('PutUserPolicy', put('two', padded(500)))).toBe('LimitExceeded');
    call('PutUserPolicy', put('two', policy('Allow', 's3:*') + ' '.repeat(2_000)));
  });

  test('of a role hold 10,240 and of a group 5,120', () => {
    call('CreateRole', { RoleName: 'web', AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) });
    call('CreateGroup', { GroupName: 'g' });
    const named = { PolicyName: 'p' };
    call('PutRolePolicy', { RoleName: 'web', ...named, PolicyDocument: padded(10_000) });
    expect(refusal('PutRolePolicy', { RoleName: 'web', ...named, PolicyDocument: padded(10_240) })).toBe(
      'LimitExceeded',
    );
    call('PutGroupPolicy', { GroupName: 'g', ...named, PolicyDocument: padded(5_000) });
    expect(refusal('PutGroupPolicy', { GroupName: 'g', ...named, PolicyDocument: padded(5_120) })).toBe(
      'LimitExceeded',
    );
  });
});

describe('managed policies', () => {
  test('of AWS are there to be attached, others of its are not', () => {
    call('AttachUserPolicy', { UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
    expect(refusal('AttachUserPolicy', { UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/Nope' })).toBe(
      'NoSuchEntity',
    );
    expect(
      call<{ AttachedPolicies: object[] }>('ListAttachedUserPolicies', { UserName: 'alice' }).AttachedPolicies,
    ).toEqual([{ PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }]);
  });

  test('are attached ten at most', () => {
    const arns = Array.from({ length: 11 }, (_, nr) => {
      const input = { PolicyName: `p${nr}`, PolicyDocument: policy('Allow', 's3:*') };
      return call<{ Policy: { Arn: string } }>('CreatePolicy', input).Policy.Arn;
    });
    for (const PolicyArn of arns.slice(0, 10)) call('AttachUserPolicy', { UserName: 'alice', PolicyArn });
    expect(refusal('AttachUserPolicy', { UserName: 'alice', PolicyArn: arns[10] })).toBe('LimitExceeded');
  });

  test('have five versions at most, of which one is the default', () => {
    const document = { PolicyDocument: policy('Allow', 's3:*') };
    const PolicyArn = call<{ Policy: { Arn: string } }>('CreatePolicy', { PolicyName: 'p', ...document }).Policy.Arn;
    for (let nr = 2; nr <= 5; nr += 1) call('CreatePolicyVersion', { PolicyArn, ...document, SetAsDefault: nr === 3 });
    expect(refusal('CreatePolicyVersion', { PolicyArn, ...document })).toBe('LimitExceeded');
    const { Versions } = call<{ Versions: { VersionId: string; IsDefaultVersion: boolean }[] }>('ListPolicyVersions', {
      PolicyArn,
    });
    expect(Versions.filter((one) => one.IsDefaultVersion).map((one) => one.VersionId)).toEqual(['v3']);
  });

  test('tell who has them and who is bounded by them', () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AWSDenyAll';
    call('CreateRole', { RoleName: 'web', AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) });
    call('AttachUserPolicy', { UserName: 'alice', PolicyArn });
    call('PutRolePermissionsBoundary', { RoleName: 'web', PermissionsBoundary: PolicyArn });
    expect(call('ListEntitiesForPolicy', { PolicyArn })).toMatchObject({
      PolicyUsers: [{ UserName: 'alice' }],
      PolicyRoles: [{ RoleName: 'web' }],
      PolicyGroups: [],
    });
    expect(call('GetPolicy', { PolicyArn })).toMatchObject({
      Policy: { AttachmentCount: 1, PermissionsBoundaryUsageCount: 1 },
    });
  });
});

describe('a trust policy', () => {
  const create = (AssumeRolePolicyDocument: string) => ({ RoleName: 'web', AssumeRolePolicyDocument });

  test('trusts only who exists', () => {
    expect(refusal('CreateRole', create(trust({ AWS: `arn:aws:iam::${ACCOUNT}:user/nobody` })))).toBe(
      'MalformedPolicyDocument',
    );
    call('CreateRole', create(trust({ AWS: `arn:aws:iam::${ACCOUNT}:user/alice` })));
  });

  test('shows the id of who is deleted, and does not mean a namesake', () => {
    const arn = `arn:aws:iam::${ACCOUNT}:user/alice`;
    const { User } = call<{ User: { UserId: string } }>('GetUser', { UserName: 'alice' });
    call('CreateRole', create(trust({ AWS: arn })));
    call('DeleteUser', { UserName: 'alice' });
    call('CreateUser', { UserName: 'alice' });
    const { Role } = call<{ Role: { AssumeRolePolicyDocument: string } }>('GetRole', { RoleName: 'web' });
    expect(decodeURIComponent(Role.AssumeRolePolicyDocument)).toBe(trust({ AWS: User.UserId }));
  });

  test('is replaced by UpdateAssumeRolePolicy, but never by what is none', () => {
    call('CreateRole', create(trust({ Service: 'ec2.amazonaws.com' })));
    const update = (PolicyDocument: string) => ({ RoleName: 'web', PolicyDocument });
    expect(refusal('UpdateAssumeRolePolicy', update(policy('Allow', 'sts:AssumeRole')))).toBe(
      'MalformedPolicyDocument',
    );
    call('UpdateAssumeRolePolicy', update(trust({ Service: 'ssm.amazonaws.com' })));
    const { Role } = call<{ Role: { AssumeRolePolicyDocument: string } }>('GetRole', { RoleName: 'web' });
    expect(decodeURIComponent(Role.AssumeRolePolicyDocument)).toContain('ssm.amazonaws.com');
  });
});

test('a service-linked role is changed by nobody but its service', () => {
  call('CreateServiceLinkedRole', { AWSServiceName: 'autoscaling.amazonaws.com' });
  const RoleName = 'AWSServiceRoleForAutoScaling';
  const p = { RoleName, PolicyName: 'p', PolicyDocument: policy('Deny', '*') };
  expect(refusal('PutRolePolicy', p)).toBe('UnmodifiableEntity');
  expect(refusal('AttachRolePolicy', { RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' })).toBe(
    'UnmodifiableEntity',
  );
  expect(refusal('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trust('*') })).toBe('UnmodifiableEntity');
  expect(refusal('DeleteRole', { RoleName })).toBe('UnmodifiableEntity');
  call('DeleteServiceLinkedRole', { RoleName });
  expect(refusal('GetRole', { RoleName })).toBe('NoSuchEntity');
});

test('names are taken whatever their case', () => {
  expect(refusal('CreateUser', { UserName: 'ALICE' })).toBe('EntityAlreadyExists');
});

test('lists come in pages', () => {
  for (const UserName of ['bob', 'carol']) call('CreateUser', { UserName });
  type Listed = { Users: { UserName: string }[]; IsTruncated: boolean; Marker?: string };
  const first = call<Listed>('ListUsers', { MaxItems: 2 });
  expect(first).toMatchObject({ IsTruncated: true, Users: [{ UserName: 'alice' }, { UserName: 'bob' }] });
  const second = call<Listed>('ListUsers', { MaxItems: 2, Marker: first.Marker });
  expect(second.Users.map((one) => one.UserName)).toEqual(['carol']);
  expect(second.IsTruncated).toBe(false);
});
