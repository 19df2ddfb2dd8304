import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { codeAt } from '../../../../sandbox/services/iam/totp.js';
import { openBench, type Bench } from '../harness.js';
import { policy, trust } from './people.js';

let bench: Bench;
beforeEach(() => {
  bench = openBench([iam]);
  bench.call(iam, 'CreateUser', { UserName: 'alice' });
});
afterEach(() => bench.close());

const call = <T = Record<string, never>>(operation: string, input: object): T => bench.call<T>(iam, operation, input);
const alice = { UserName: 'alice' };

const enableMfa = (): { SerialNumber: string } => {
  const { VirtualMFADevice } = call<{ VirtualMFADevice: { SerialNumber: string; Base32StringSeed: Buffer } }>(
    'CreateVirtualMFADevice',
    { VirtualMFADeviceName: 'phone' },
  );
  const { SerialNumber, Base32StringSeed } = VirtualMFADevice;
  const [AuthenticationCode1, AuthenticationCode2] = [0, 1].map((steps) =>
    codeAt(String(Base32StringSeed), Date.now(), steps),
  );
  call('EnableMFADevice', { ...alice, SerialNumber, AuthenticationCode1, AuthenticationCode2 });
  return { SerialNumber };
};

const holdings: readonly (readonly [what: string, give: () => void])[] = [
  ['an access key', () => call('CreateAccessKey', alice)],
  ['a login profile', () => call('CreateLoginProfile', { ...alice, Password: 'Correct-horse-7' })],
  [
    'an inline policy',
    () => call('PutUserPolicy', { ...alice, PolicyName: 'p', PolicyDocument: policy('Allow', '*') }),
  ],
  ['an attached policy', () => call('AttachUserPolicy', { ...alice, PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' })],
  ['an MFA device', enableMfa],
  [
    'a service-specific credential',
    () => call('CreateServiceSpecificCredential', { ...alice, ServiceName: 'codecommit.amazonaws.com' }),
  ],
  [
    'a group',
    () => {
      call('CreateGroup', { GroupName: 'g' });
      call('AddUserToGroup', { ...alice, GroupName: 'g' });
    },
  ],
];

test.each(holdings)('a user with %s cannot be deleted', (_, give) => {
  give();
  expect(bench.refusal(iam, 'DeleteUser', alice)).toBe('DeleteConflict');
});

test('a user with nothing left is deleted and unknown', () => {
  call('DeleteUser', alice);
  expect(bench.refusal(iam, 'GetUser', alice)).toBe('NoSuchEntity');
});

test('a role is deleted when it is in no instance profile and has no policies', () => {
  const role = { RoleName: 'web' };
  const profile = { InstanceProfileName: 'web' };
  call('CreateRole', { ...role, AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) });
  call('CreateInstanceProfile', profile);
  call('AddRoleToInstanceProfile', { ...role, ...profile });
  expect(bench.refusal(iam, 'DeleteRole', role)).toBe('DeleteConflict');
  expect(bench.refusal(iam, 'DeleteInstanceProfile', profile)).toBe('DeleteConflict');
  call('RemoveRoleFromInstanceProfile', { ...role, ...profile });
  call('PutRolePolicy', { ...role, PolicyName: 'p', PolicyDocument: policy('Allow', '*') });
  expect(bench.refusal(iam, 'DeleteRole', role)).toBe('DeleteConflict');
  call('DeleteRolePolicy', { ...role, PolicyName: 'p' });
  call('DeleteRole', role);
  expect(bench.refusal(iam, 'GetRole', role)).toBe('NoSuchEntity');
});

test('a managed policy is deleted when it is attached to nothing and has one version', () => {
  const { Policy } = call<{ Policy: { Arn: string } }>('CreatePolicy', {
    PolicyName: 'deploy',
    PolicyDocument: policy('Allow', 'ec2:*'),
  });
  const PolicyArn = Policy.Arn;
  call('AttachUserPolicy', { ...alice, PolicyArn });
  expect(bench.refusal(iam, 'DeletePolicy', { PolicyArn })).toBe('DeleteConflict');
  call('DetachUserPolicy', { ...alice, PolicyArn });
  call('CreatePolicyVersion', { PolicyArn, PolicyDocument: policy('Deny', '*') });
  expect(bench.refusal(iam, 'DeletePolicy', { PolicyArn })).toBe('DeleteConflict');
  expect(bench.refusal(iam, 'DeletePolicyVersion', { PolicyArn, VersionId: 'v1' })).toBe('DeleteConflict');
  call('DeletePolicyVersion', { PolicyArn, VersionId: 'v2' });
  call('DeletePolicy', { PolicyArn });
  expect(bench.refusal(iam, 'GetPolicy', { PolicyArn })).toBe('NoSuchEntity');
});

test('a group with members cannot be deleted', () => {
  call('CreateGroup', { GroupName: 'g' });
  call('AddUserToGroup', { ...alice, GroupName: 'g' });
  expect(bench.refusal(iam, 'DeleteGroup', { GroupName: 'g' })).toBe('DeleteConflict');
});

test('the password of the console is gone with the login profile', () => {
  call('CreateLoginProfile', { ...alice, Password: 'Correct-horse-7' });
  call('DeleteLoginProfile', alice);
  expect(bench.refusal(iam, 'GetLoginProfile', alice)).toBe('NoSuchEntity');
  expect(bench.refusal(iam, 'DeleteLoginProfile', alice)).toBe('NoSuchEntity');
});

test('an MFA device is taken from a user and shows the codes of RFC 6238', () => {
  const { SerialNumber } = enableMfa();
  call('DeactivateMFADevice', { ...alice, SerialNumber });
  expect(call<{ MFADevices: object[] }>('ListMFADevices', alice).MFADevices).toEqual([]);
  // The RFC's own key, 12345678901234567890, at its second 59.
  expect(codeAt('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59_000)).toBe('287082');
});
