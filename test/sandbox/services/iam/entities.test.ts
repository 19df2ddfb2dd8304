import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { profileByNameOrArn, roleOfProfile } from '../../../../sandbox/services/iam/profiles.js';
import { ACCOUNT, openBench, type Bench } from '../harness.js';
import { policy, trust } from './people.js';

let bench: Bench;
beforeEach(() => {
  bench = openBench([iam]);
  call('CreateUser', { UserName: 'alice', Path: '/staff/' });
});
afterEach(() => bench.close());

const call = <T = Record<string, never>>(operation: string, input: object = {}): T =>
  bench.call<T>(iam, operation, input);
const refusal = (operation: string, input: object = {}): string => bench.refusal(iam, operation, input);
const newRole = (RoleName: string): void =>
  void call('CreateRole', { RoleName, AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) });

describe('users and groups', () => {
  test('have their path in their ARN, and lists can be of one path', () => {
    call('CreateUser', { UserName: 'bob' });
    expect(call('GetUser', { UserName: 'alice' })).toMatchObject({
      User: { Arn: `arn:aws:iam::${ACCOUNT}:user/staff/alice`, Path: '/staff/' },
    });
    expect(call('ListUsers', { PathPrefix: '/staff/' })).toMatchObject({ Users: [{ UserName: 'alice' }] });
  });

  test('know each other, also when the group is renamed', () => {
    call('CreateGroup', { GroupName: 'old' });
    call('AddUserToGroup', { GroupName: 'old', UserName: 'alice' });
    call('UpdateGroup', { GroupName: 'old', NewGroupName: 'new' });
    expect(call('ListGroupsForUser', { UserName: 'alice' })).toMatchObject({ Groups: [{ GroupName: 'new' }] });
    expect(call('GetGroup', { GroupName: 'new' })).toMatchObject({ Users: [{ UserName: 'alice' }] });
    expect(call('ListGroups')).toMatchObject({ Groups: [{ GroupName: 'new' }] });
    call('RemoveUserFromGroup', { GroupName: 'new', UserName: 'alice' });
    expect(refusal('RemoveUserFromGroup', { GroupName: 'new', UserName: 'alice' })).toBe('NoSuchEntity');
  });

  test('are boundless until a boundary is put, which GetUser shows', () => {
    expect(refusal('DeleteUserPermissionsBoundary', { UserName: 'alice' })).toBe('NoSuchEntity');
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/AWSDenyAll';
    call('PutUserPermissionsBoundary', { UserName: 'alice', PermissionsBoundary });
    expect(call('GetUser', { UserName: 'alice' })).toMatchObject({
      User: { PermissionsBoundary: { PermissionsBoundaryArn: PermissionsBoundary } },
    });
  });
});

describe('an instance profile', () => {
  beforeEach(() => {
    newRole('web');
    call('CreateInstanceProfile', { InstanceProfileName: 'front' });
    call('AddRoleToInstanceProfile', { InstanceProfileName: 'front', RoleName: 'web' });
  });

  test('holds one role', () => {
    newRole('other');
    expect(refusal('AddRoleToInstanceProfile', { InstanceProfileName: 'front', RoleName: 'other' })).toBe(
      'LimitExceeded',
    );
    expect(call('ListInstanceProfilesForRole', { RoleName: 'web' })).toMatchObject({
      InstanceProfiles: [{ InstanceProfileName: 'front', Roles: [{ RoleName: 'web' }] }],
    });
    expect(call('GetInstanceProfile', { InstanceProfileName: 'front' })).toMatchObject({
      InstanceProfile: { Roles: [{ RoleName: 'web' }] },
    });
  });

  test('is found by name or ARN by those who wear it', () => {
    const Arn = `arn:aws:iam::${ACCOUNT}:instance-profile/front`;
    const profile = profileByNameOrArn(bench.place, { Arn });
    expect(profile).toMatchObject({ arn: Arn, name: 'front', roleName: 'web' });
    expect(profileByNameOrArn(bench.place, { Name: 'front' })).toEqual(profile);
    expect(profileByNameOrArn(bench.place, { Name: 'back' })).toBeUndefined();
    expect(profile && roleOfProfile(bench.place, profile)?.arn).toBe(`arn:aws:iam::${ACCOUNT}:role/web`);
  });
});

test('a role keeps its description, the length of its sessions and its tags', () => {
  newRole('web');
  call('UpdateRole', { RoleName: 'web', Description: 'front', MaxSessionDuration: 7_200 });
  call('TagRole', {
    RoleName: 'web',
    Tags: [
      { Key: 'team', Value: 'red' },
      { Key: 'tier', Value: 'web' },
    ],
  });
  call('UntagRole', { RoleName: 'web', TagKeys: ['tier'] });
  expect(call('GetRole', { RoleName: 'web' })).toMatchObject({
    Role: { Description: 'front', MaxSessionDuration: 7_200, Tags: [{ Key: 'team', Value: 'red' }] },
  });
  expect(call('ListRoles')).toMatchObject({ Roles: [{ RoleName: 'web' }] });
});

test('the role of a permissions boundary can be freed of it', () => {
  newRole('web');
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  call('PutRolePermissionsBoundary', { RoleName: 'web', PermissionsBoundary });
  call('DeleteRolePermissionsBoundary', { RoleName: 'web' });
  expect(refusal('DeleteRolePermissionsBoundary', { RoleName: 'web' })).toBe('NoSuchEntity');
});

test('SSH keys of a user are listed, deactivated and deleted', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const field = (bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes]);
  const [exponent, modulus] = [e, n].map((text) => Buffer.from(text, 'base64url'));
  const blob = Buffer.concat(
    [Buffer.from('ssh-rsa'), exponent ?? Buffer.of(), Buffer.concat([Buffer.of(0), modulus ?? Buffer.of()])].map(field),
  );
  const SSHPublicKeyBody = `ssh-rsa ${blob.toString('base64')}`;
  const { SSHPublicKey } = call<{ SSHPublicKey: { SSHPublicKeyId: string; Fingerprint: string } }>(
    'UploadSSHPublicKey',
    {
      UserName: 'alice',
      SSHPublicKeyBody,
    },
  );
  expect(SSHPublicKey.Fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  const named = { UserName: 'alice', SSHPublicKeyId: SSHPublicKey.SSHPublicKeyId };
  call('UpdateSSHPublicKey', { ...named, Status: 'Inactive' });
  expect(call('ListSSHPublicKeys', { UserName: 'alice' })).toMatchObject({ SSHPublicKeys: [{ Status: 'Inactive' }] });
  call('DeleteSSHPublicKey', named);
  expect(refusal('DeleteSSHPublicKey', named)).toBe('NoSuchEntity');
});

test('a signing certificate must be one', () => {
  expect(refusal('UploadSigningCertificate', { UserName: 'alice', CertificateBody: 'nothing' })).toBe(
    'MalformedCertificate',
  );
  expect(call('ListSigningCertificates', { UserName: 'alice' })).toEqual({ Certificates: [], IsTruncated: false });
});

test('an account has one alias, and an alias one account', () => {
  call('CreateAccountAlias', { AccountAlias: 'acme' });
  call('CreateAccountAlias', { AccountAlias: 'acme-two' });
  expect(call('ListAccountAliases')).toMatchObject({ AccountAliases: ['acme-two'] });
  expect(refusal('CreateAccountAlias', { AccountAlias: 'acme-two' })).toBe('EntityAlreadyExists');
  call('DeleteAccountAlias', { AccountAlias: 'acme-two' });
  expect(call('ListAccountAliases')).toMatchObject({ AccountAliases: [] });
});

test('a malformed policy is put nowhere', () => {
  const PolicyDocument = policy('Allow', 'GetObject');
  expect(refusal('PutUserPolicy', { UserName: 'alice', PolicyName: 'p', PolicyDocument })).toBe(
    'MalformedPolicyDocument',
  );
  expect(refusal('CreatePolicy', { PolicyName: 'p', PolicyDocument })).toBe('MalformedPolicyDocument');
  expect(call('ListUserPolicies', { UserName: 'alice' })).toEqual({ PolicyNames: [], IsTruncated: false });
});

test('what is not there is NoSuchEntity', () => {
  for (const operation of [
    'GetUser',
    'ListAccessKeys',
    'ListUserPolicies',
    'ListMFADevices',
    'GetLoginProfile',
    'DeleteUser',
  ])
    expect(refusal(operation, { UserName: 'nobody' })).toBe('NoSuchEntity');
  expect(refusal('GetRole', { RoleName: 'nobody' })).toBe('NoSuchEntity');
  expect(refusal('GetPolicyVersion', { PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll', VersionId: 'v99' })).toBe(
    'NoSuchEntity',
  );
});
