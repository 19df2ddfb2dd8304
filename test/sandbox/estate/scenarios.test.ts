import { SSM } from '@aws-sdk/client-ssm';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import type { Truth } from '../../../sandbox/truth/truth.js';
import { seededWorld } from '../../support/seeded-world.js';
import { startSeeded, type Seeded } from './seeded.js';

let seeded: Seeded;
beforeAll(async () => {
  seeded = await startSeeded(await seededWorld());
});
afterAll(() => seeded.stop());

const truth = async (): Promise<Truth> => (await seeded.aws.admin.truth(accounts.victim, SANDBOX_REGION)) as Truth;

const findings = async (): Promise<readonly (string | undefined)[]> => {
  const { guardduty } = seeded.clients;
  const { DetectorIds = [] } = await guardduty.listDetectors({});
  const DetectorId = DetectorIds[0] ?? '';
  const { FindingIds = [] } = await guardduty.listFindings({ DetectorId });
  const { Findings = [] } = await guardduty.getFindings({ DetectorId, FindingIds });
  return Findings.map((one) => one.Type);
};

/** The records of one key in a Region, oldest first: name and, for what was refused, error code. */
const calls = async (accessKeyId: string, region: string = SANDBOX_REGION): Promise<readonly string[]> => {
  const client = new CloudTrail({ ...seeded.aws.config, region });
  const LookupAttributes = [{ AttributeKey: 'AccessKeyId' as const, AttributeValue: accessKeyId }];
  const { Events = [] } = await client.lookupEvents({ LookupAttributes }).finally(() => client.destroy());
  return Events.reverse().map((one) => {
    const { errorCode } = JSON.parse(one.CloudTrailEvent ?? '{}') as { readonly errorCode?: string };
    return errorCode === undefined ? `${one.EventName}` : `${one.EventName} ${errorCode}`;
  });
};

describe('crypto-miner', () => {
  beforeAll(() => seeded.aws.admin.loadScenario('crypto-miner'));

  it('is known by its findings, in GuardDuty and, as AWS sends them on, in Security Hub', async () => {
    const types = await findings();
    expect(types).toEqual(
      expect.arrayContaining([
        'CryptoCurrency:EC2/BitcoinTool.B!DNS',
        'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
      ]),
    );
    const { Findings = [] } = await seeded.clients.securityhub.getFindings({});
    expect(Findings).toHaveLength(types.length);
  });

  it('has traffic that lives: one connection is tracked and never idle', async () => {
    const { flows } = await truth();
    expect(flows.every((flow) => flow.lives && flow.instanceId === seeded.idOf('web-3'))).toBe(true);
    expect(flows.map((flow) => flow.kind)).toEqual(expect.arrayContaining(['c2', 'ssh', 'dns', 'imds', 'lateral']));
    const c2 = flows.find((flow) => flow.remote === '203.0.113.66');
    expect(c2).toMatchObject({ port: 443, tracking: 'tracked', busy: true, path: 'internet' });
  });

  it('has a session of the role that is used from outside, and answers', async () => {
    const stolen = (await truth()).sessions.find((one) => one.kind === 'role-session');
    expect(stolen).toMatchObject({ answers: true, instanceId: seeded.idOf('web-3') });
    expect(await calls(stolen?.accessKeyId ?? '')).toEqual([
      'GetCallerIdentity',
      'ListBuckets',
      'DescribeInstances Client.UnauthorizedOperation',
      'RunInstances Client.UnauthorizedOperation',
    ]);
  });

  it('has a Session Manager session that ends only when it is ended', async () => {
    const ssm = new SSM(seeded.aws.config);
    const { Sessions = [] } = await ssm.describeSessions({ State: 'Active' });
    expect(Sessions.map((one) => one.Target)).toEqual([seeded.idOf('web-3')]);
    const isOpen = async () => (await truth()).sessions.find((one) => one.kind === 'ssm-session')?.answers;
    expect(await isOpen()).toBe(true);
    await ssm.terminateSession({ SessionId: Sessions[0]?.SessionId ?? '' });
    expect(await isOpen()).toBe(false);
    ssm.destroy();
  });

  it('has a process on the host that mines', async () => {
    const ssm = new SSM(seeded.aws.config);
    const { Command } = await ssm.sendCommand({
      InstanceIds: [seeded.idOf('web-3')],
      DocumentName: 'AWS-RunShellScript',
      Parameters: { commands: ['ps aux'] },
    });
    await seeded.aws.admin.advanceClock(30_000);
    const { StandardOutputContent } = await ssm.getCommandInvocation({
      CommandId: Command?.CommandId ?? '',
      InstanceId: seeded.idOf('web-3'),
    });
    expect(StandardOutputContent).toContain('xmrig');
    ssm.destroy();
  });

  it('does not happen twice in a world', async () => {
    await expect(seeded.aws.admin.loadScenario('crypto-miner')).rejects.toMatchObject({ status: 409 });
    expect((await truth()).flows.filter((flow) => flow.lives)).toHaveLength(7);
  });

  it('ends with the host', async () => {
    await seeded.clients.ec2.stopInstances({ InstanceIds: [seeded.idOf('web-3')], Force: true });
    await seeded.aws.admin.advanceClock(60_000);
    expect((await truth()).flows.filter((flow) => flow.lives)).toEqual([]);
  });
});

describe('leaked-ci-key', () => {
  beforeAll(() => seeded.aws.admin.loadScenario('leaked-ci-key'));
  const answering = async (): Promise<readonly string[]> =>
    (await truth()).sessions
      .filter((one) => one.answers && one.principal !== '' && one.instanceId === undefined && one.kind !== 'console')
      .map((one) => one.principal.split(':').at(-1) ?? '');

  it('left its traces in the Regions that AWS writes them to', async () => {
    const key = seeded.estate.leakedKey.accessKeyId;
    expect(await calls(key)).toEqual(
      expect.arrayContaining(['GetCallerIdentity', 'ListBuckets', 'GetSessionToken', 'AssumeRole', 'StopLogging']),
    );
    expect(await calls(key, 'us-east-1')).toEqual([
      'ListUsers',
      'ListAttachedUserPolicies',
      'GetAccountAuthorizationDetails AccessDenied',
      'CreateAccessKey',
      'CreateUser',
      'AttachUserPolicy',
      'CreateAccessKey',
    ]);
    expect(await findings()).toEqual(
      expect.arrayContaining([
        'UnauthorizedAccess:IAMUser/MaliciousIPCaller',
        'Stealth:IAMUser/CloudTrailLoggingDisabled',
      ]),
    );
  });

  it('really did what the traces say', async () => {
    const { iam, cloudtrail } = seeded.clients;
    expect((await cloudtrail.getTrailStatus({ Name: 'acme-trail' })).IsLogging).toBe(false);
    expect((await iam.listAccessKeys({ UserName: 'alice' })).AccessKeyMetadata).toHaveLength(1);
    const { AttachedPolicies = [] } = await iam.listAttachedUserPolicies({ UserName: 'svc-backup' });
    expect(AttachedPolicies.map((one) => one.PolicyName)).toEqual(['AdministratorAccess']);
  });

  it('goes on after the key alone is deactivated: the sessions and the other keys still answer', async () => {
    expect(await answering()).toEqual([
      'user/deploy-bot',
      'user/alice',
      'user/svc-backup',
      'user/deploy-bot',
      'assumed-role/ci-deploy/pipeline-20417',
      'assumed-role/audit/nightly',
    ]);
    await seeded.clients.iam.updateAccessKey({
      UserName: 'deploy-bot',
      AccessKeyId: seeded.estate.leakedKey.accessKeyId,
      Status: 'Inactive',
    });
    expect(await answering()).toEqual([
      'user/alice',
      'user/svc-backup',
      'user/deploy-bot',
      'assumed-role/ci-deploy/pipeline-20417',
      'assumed-role/audit/nightly',
    ]);
  });
});

describe('scenarios', () => {
  it('are listed with when they happened', async () => {
    const all = await seeded.aws.admin.scenarios();
    expect(all.map((one) => [one.name, one.loadedAt !== null])).toEqual([
      ['everyday', true],
      ['crypto-miner', true],
      ['leaked-ci-key', true],
    ]);
  });

  it('that do not exist are not found', async () => {
    await expect(seeded.aws.admin.loadScenario('nope')).rejects.toMatchObject({ status: 404 });
  });

  it('are forgotten by a reset, and need the estate', async () => {
    await seeded.aws.admin.reset();
    expect((await seeded.aws.admin.scenarios()).every((one) => one.loadedAt === null)).toBe(true);
    await expect(seeded.aws.admin.loadScenario('crypto-miner')).rejects.toMatchObject({ status: 409 });
    expect((await truth()).flows).toEqual([]);
  });
});
