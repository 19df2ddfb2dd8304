import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { noteKeyUse } from '../../../../sandbox/services/iam/key-use.js';
import { ACCOUNT, openBench, type Bench } from '../harness.js';
import { newUser, policy, trust } from './people.js';

let bench: Bench;
beforeEach(() => {
  bench = openBench([iam]);
});
afterEach(() => bench.close());

const call = <T = Record<string, never>>(operation: string, input: object = {}): T =>
  bench.call<T>(iam, operation, input);

describe('simulation', () => {
  type Results = {
    EvaluationResults: { EvalActionName: string; EvalDecision: string; MissingContextValues: string[] }[];
  };
  const decisions = ({ EvaluationResults }: Results): string[] => EvaluationResults.map((one) => one.EvalDecision);

  test('of a principal tells what its policies, groups and boundary make of each action', () => {
    newUser(bench, 'alice', policy('Allow', ['ec2:*', 's3:*']));
    call('CreateGroup', { GroupName: 'g' });
    call('AddUserToGroup', { GroupName: 'g', UserName: 'alice' });
    call('PutGroupPolicy', { GroupName: 'g', PolicyName: 'no', PolicyDocument: policy('Deny', 's3:DeleteBucket') });
    const ask = () =>
      decisions(
        call<Results>('SimulatePrincipalPolicy', {
          PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/alice`,
          ActionNames: ['ec2:StopInstances', 's3:DeleteBucket', 'iam:CreateUser'],
        }),
      );
    expect(ask()).toEqual(['allowed', 'explicitDeny', 'implicitDeny']);
    call('PutUserPermissionsBoundary', {
      UserName: 'alice',
      PermissionsBoundary: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    });
    expect(ask()).toEqual(['implicitDeny', 'explicitDeny', 'implicitDeny']);
  });

  test('of a policy judges conditions by the given context and names the keys that are missing', () => {
    const Condition = { DateLessThan: { 'aws:TokenIssueTime': '2026-11-22T12:00:00Z' } };
    const ask = (ContextEntries: object[]): Results =>
      call('SimulateCustomPolicy', {
        PolicyInputList: [policy('Allow', '*'), policy('Deny', '*', { Condition })],
        ActionNames: ['ec2:StopInstances'],
        ContextEntries,
      });
    const issued = (time: string): object => ({
      ContextKeyName: 'aws:TokenIssueTime',
      ContextKeyType: 'date',
      ContextKeyValues: [time],
    });
    expect(decisions(ask([issued('2026-11-22T11:00:00Z')]))).toEqual(['explicitDeny']);
    expect(decisions(ask([issued('2026-11-22T13:00:00Z')]))).toEqual(['allowed']);
    expect(ask([]).EvaluationResults[0]?.MissingContextValues).toEqual(['aws:TokenIssueTime']);
  });

  test('of nobody is refused', () => {
    const input = { PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/nobody`, ActionNames: ['ec2:StopInstances'] };
    expect(bench.refusal(iam, 'SimulatePrincipalPolicy', input)).toBe('NoSuchEntity');
  });
});

test('the credential report is made while one waits, tells the state of keys and when it was made', () => {
  const { accessKeyId } = newUser(bench, 'alice');
  call('UpdateAccessKey', { UserName: 'alice', AccessKeyId: accessKeyId, Status: 'Inactive' });
  expect(bench.refusal(iam, 'GetCredentialReport')).toBe('ReportNotPresent');
  expect(call('GenerateCredentialReport')).toMatchObject({ State: 'STARTED' });
  expect(bench.refusal(iam, 'GetCredentialReport')).toBe('ReportInProgress');
  bench.pass(5_000);
  expect(call('GenerateCredentialReport')).toEqual({ State: 'COMPLETE' });
  const report = call<{ Content: Buffer; GeneratedTime: Date }>('GetCredentialReport');
  const [header = '', , alice = ''] = report.Content.toString().split('\n');
  const column = alice.split(',')[header.split(',').indexOf('access_key_1_active')];
  expect(column).toBe('false');
  expect(alice.split(',')).toHaveLength(header.split(',').length);
  expect(Math.abs(report.GeneratedTime.getTime() - bench.world.clock.now())).toBeLessThan(60_000);
});

test('service-specific credentials are listed, deactivated and deleted', () => {
  newUser(bench, 'alice');
  const { ServiceSpecificCredential } = call<{ ServiceSpecificCredential: { ServiceSpecificCredentialId: string } }>(
    'CreateServiceSpecificCredential',
    { UserName: 'alice', ServiceName: 'codecommit.amazonaws.com' },
  );
  const { ServiceSpecificCredentialId } = ServiceSpecificCredential;
  const named = { UserName: 'alice', ServiceSpecificCredentialId };
  const listed = () => call('ListServiceSpecificCredentials', { UserName: 'alice' });
  call('UpdateServiceSpecificCredential', { ...named, Status: 'Inactive' });
  expect(listed()).toMatchObject({ ServiceSpecificCredentials: [{ ServiceSpecificCredentialId, Status: 'Inactive' }] });
  call('DeleteServiceSpecificCredential', named);
  expect(listed()).toMatchObject({ ServiceSpecificCredentials: [] });
});

test('when a user last used a service is told once the job is done', () => {
  const { accessKeyId } = newUser(bench, 'alice', policy('Allow', ['s3:GetObject', 'ec2:*']));
  bench.world.store.transact(() => noteKeyUse(bench.world, accessKeyId, 's3', 'eu-west-1', 5_000));
  const Arn = `arn:aws:iam::${ACCOUNT}:user/alice`;
  const { JobId } = call<{ JobId: string }>('GenerateServiceLastAccessedDetails', { Arn });
  expect(call('GetServiceLastAccessedDetails', { JobId })).toMatchObject({ JobStatus: 'IN_PROGRESS' });
  bench.pass(10_000);
  expect(call('GetServiceLastAccessedDetails', { JobId })).toMatchObject({
    JobStatus: 'COMPLETED',
    ServicesLastAccessed: [
      { ServiceNamespace: 'ec2', TotalAuthenticatedEntities: 0 },
      { ServiceNamespace: 's3', LastAuthenticated: new Date(5_000), LastAuthenticatedEntity: Arn },
    ],
  });
});

test('the details of an account hold its users, groups, roles and the policies in use', () => {
  newUser(bench, 'alice', policy('Allow', '*'));
  call('AttachUserPolicy', { UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
  call('CreateRole', { RoleName: 'web', AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) });
  expect(call('GetAccountAuthorizationDetails')).toMatchObject({
    UserDetailList: [{ UserName: 'alice', UserPolicyList: [{ PolicyName: 'allowed' }] }],
    RoleDetailList: [{ RoleName: 'web' }],
    GroupDetailList: [],
    Policies: [{ PolicyName: 'AWSDenyAll', PolicyVersionList: [{ IsDefaultVersion: true }] }],
    IsTruncated: false,
  });
});

test('the summary counts what is there', () => {
  newUser(bench, 'alice');
  const { SummaryMap } = call<{ SummaryMap: Record<string, number> }>('GetAccountSummary');
  expect(SummaryMap).toMatchObject({ Users: 1, Roles: 0, AccessKeysPerUserQuota: 2 });
});

test('a tag whose key differs by case only takes the place of the other', () => {
  newUser(bench, 'alice');
  call('TagUser', { UserName: 'alice', Tags: [{ Key: 'team', Value: 'red' }] });
  call('TagUser', { UserName: 'alice', Tags: [{ Key: 'Team', Value: 'blue' }] });
  expect(call('ListUserTags', { UserName: 'alice' })).toEqual({
    Tags: [{ Key: 'Team', Value: 'blue' }],
    IsTruncated: false,
  });
});
