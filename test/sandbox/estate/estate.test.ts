import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientsOf, type Clients } from '../../../sandbox/estate/clients.js';
import { workerCredentials } from '../../../sandbox/estate/estate.js';
import { accounts, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { check } from '../../../worker/vault/property.js';
import { vaultProperties } from '../../../worker/vault/vault.js';
import { rootClients, startSeeded, type Seeded } from './seeded.js';

let seeded: Seeded;
let clients: Clients;
beforeAll(async () => {
  seeded = await startSeeded();
  ({ clients } = seeded);
});
afterAll(() => seeded.stop());

const instance = async (name: string) => {
  const { Reservations = [] } = await clients.ec2.describeInstances({ InstanceIds: [seeded.idOf(name)] });
  return Reservations[0]?.Instances?.[0];
};

describe('the host to practise on', () => {
  it('is the first target', () => {
    expect(seeded.estate.targets[0]).toMatchObject({ kind: 'instance', name: 'web-3', platform: 'linux' });
  });

  it('has two interfaces in different groups, an IPv6 address, an Elastic IP address and a role', async () => {
    const host = await instance('web-3');
    const groups = host?.NetworkInterfaces?.map((one) => one.Groups?.map((group) => group.GroupName).sort());
    expect(groups).toEqual([['ssh', 'web'], ['db']]);
    expect(host?.NetworkInterfaces?.[0]?.Ipv6Addresses).toHaveLength(1);
    expect(host?.PublicIpAddress).toBe(seeded.estate.publicIp);
    expect(host?.IamInstanceProfile?.Arn).toContain('instance-profile/web-tier');
  });

  it('has two volumes that end with it, one of them under a key of the company', async () => {
    const { Volumes = [] } = await clients.ec2.describeVolumes({
      Filters: [{ Name: 'attachment.instance-id', Values: [seeded.idOf('web-3')] }],
    });
    expect(Volumes.map((one) => one.Attachments?.[0]?.DeleteOnTermination)).toEqual([true, true]);
    expect(Volumes.map((one) => one.Encrypted)).toEqual(expect.arrayContaining([false, true]));
  });

  it('carries traffic beside two hosts that the group launched itself', async () => {
    const { AutoScalingGroups = [] } = await clients.autoscaling.describeAutoScalingGroups({});
    const [group] = AutoScalingGroups;
    expect(group).toMatchObject({ AutoScalingGroupName: 'web-prod', MinSize: 2, DesiredCapacity: 3, MaxSize: 6 });
    const states = group?.Instances?.map((one) => `${one.LifecycleState} ${one.HealthStatus}`);
    expect(states).toEqual(Array.from({ length: 3 }, () => 'InService Healthy'));
    const { TargetHealthDescriptions = [] } = await clients.elbv2.describeTargetHealth({
      TargetGroupArn: seeded.estate.targetGroupArn,
    });
    expect(TargetHealthDescriptions.map((one) => one.TargetHealth?.State)).toEqual(['healthy', 'healthy', 'healthy']);
    expect(TargetHealthDescriptions.map((one) => one.Target?.Id)).toContain(seeded.idOf('web-3'));
  });
});

describe('the other hosts', () => {
  it('are of the kinds that playbooks must tell apart', async () => {
    expect(await instance('files-1')).toMatchObject({ Platform: 'windows' });
    expect(await instance('batch-1')).toMatchObject({ InstanceLifecycle: 'spot' });
    expect(await instance('api-1')).toMatchObject({ Architecture: 'arm64' });
    const bastion = (await instance('bastion-1'))?.NetworkInterfaces?.[0];
    expect(bastion?.Association).toMatchObject({ IpOwnerId: 'amazon' });
    expect((await instance('db-1'))?.PublicIpAddress).toBeUndefined();
  });

  it('all run', async () => {
    const { Reservations = [] } = await clients.ec2.describeInstances({});
    const states = Reservations.flatMap((one) => one.Instances ?? []).map((one) => one.State?.Name);
    expect(states).toEqual(Array.from({ length: 8 }, () => 'running'));
  });
});

describe('the network', () => {
  it('has a NAT gateway and endpoints that are available', async () => {
    const { NatGateways = [] } = await clients.ec2.describeNatGateways({});
    expect(NatGateways.map((one) => one.State)).toEqual(['available']);
    const { VpcEndpoints = [] } = await clients.ec2.describeVpcEndpoints({});
    const services = new Set(VpcEndpoints.map((one) => one.ServiceName?.split('.').at(-1)));
    expect(services).toEqual(new Set(['s3', 'ssm', 'ssmmessages', 'ec2messages']));
    expect(VpcEndpoints.every((one) => one.State?.toLowerCase() === 'available')).toBe(true);
  });

  it('has groups that refer to each other', async () => {
    const { SecurityGroups = [] } = await clients.ec2.describeSecurityGroups({ GroupIds: [seeded.estate.groups.db] });
    const [from] = SecurityGroups[0]?.IpPermissions?.[0]?.UserIdGroupPairs ?? [];
    expect(from?.GroupId).toBe(seeded.estate.groups.web);
  });
});

describe('the identities', () => {
  it('have what an intruder can take: consoles, keys, roles that trust others', async () => {
    const { AccessKeyMetadata = [] } = await clients.iam.listAccessKeys({ UserName: 'deploy-bot' });
    expect(AccessKeyMetadata).toHaveLength(2);
    expect(AccessKeyMetadata[0]?.AccessKeyId).toBe(seeded.estate.leakedKey.accessKeyId);
    const { MFADevices = [] } = await clients.iam.listMFADevices({ UserName: 'alice' });
    expect(MFADevices).toHaveLength(1);
    await expect(clients.iam.getLoginProfile({ UserName: 'bob' })).resolves.toBeDefined();
    const { Roles = [] } = await clients.iam.listRoles({});
    expect(Roles.map((one) => one.RoleName)).toEqual(
      expect.arrayContaining(['web-tier', 'db-backup', 'ci-deploy', 'audit', 'OrganizationAccountAccessRole']),
    );
    expect(Roles.some((one) => one.Path?.startsWith('/aws-service-role/'))).toBe(true);
  });
});

describe('the worker', () => {
  const assume = (RoleArn = '', ExternalId?: string) => {
    const sts = new STS({
      endpoint: seeded.aws.url,
      region: SANDBOX_REGION,
      credentials: workerCredentials(seeded.estate),
      maxAttempts: 1,
    });
    return sts.assumeRole({ RoleArn, RoleSessionName: 'test', ExternalId }).finally(() => sts.destroy());
  };

  it('may do what it was given in its role, and nothing else', async () => {
    const { Credentials: session } = await assume(seeded.estate.worker.roleArn);
    const worker = clientsOf(seeded.aws.url, {
      accessKeyId: session?.AccessKeyId ?? '',
      secretAccessKey: session?.SecretAccessKey ?? '',
      sessionToken: session?.SessionToken ?? '',
    });
    await expect(worker.ec2.describeInstances({})).resolves.toBeDefined();
    await expect(worker.ec2.describeVolumes({})).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(worker.iam.listUsers({})).rejects.toMatchObject({ name: 'AccessDenied' });
    worker.close();
  });

  it('may do nothing without its role', async () => {
    const user = clientsOf(seeded.aws.url, workerCredentials(seeded.estate));
    await expect(user.ec2.describeInstances({})).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    user.close();
  });

  it('gets into the vault with the external id only', async () => {
    const { roleArn, externalId } = seeded.estate.vault;
    await expect(assume(roleArn, 'guessed')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(roleArn, externalId)).resolves.toBeDefined();
  });

  it('has a vault of which all holds that firebreak vault check asks for', async () => {
    const { vault } = seeded.estate;
    const clients = rootClients(seeded.aws, accounts.forensics);
    const settings = { ...vault, region: SANDBOX_REGION, lockMode: 'governance', retainDays: 30, tools: {} } as const;
    const site = { vault: settings, clients, worker: seeded.estate.worker.principal };
    const findings = await check(await vaultProperties(site));
    expect(findings.filter(({ state }) => state !== 'holds')).toEqual([]);
    clients.close();
  });

  it('can put evidence there, which is locked and encrypted, and cannot take it away', async () => {
    const { Credentials } = await assume(seeded.estate.vault.roleArn, seeded.estate.vault.externalId);
    const vault = clientsOf(seeded.aws.url, {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    });
    const object = { Bucket: seeded.estate.vault.bucket, Key: 'case-1/evidence' };
    const { VersionId } = await vault.s3.putObject({ ...object, Body: 'evidence' });
    const head = await vault.s3.headObject(object);
    expect(head).toMatchObject({ ObjectLockMode: 'GOVERNANCE', SSEKMSKeyId: seeded.estate.vault.keyArn });
    await expect(vault.s3.deleteObject({ ...object, ...(VersionId && { VersionId }) })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    vault.close();
    // Not even the owner of the account, as long as the policy is there.
    const owner = rootClients(seeded.aws, accounts.forensics);
    await expect(owner.s3.deleteObject(object)).rejects.toMatchObject({ name: 'AccessDenied' });
    owner.close();
  });
});

describe('what watches the account', () => {
  it('delivers log files, and has findings of low severity already', async () => {
    const { IsLogging } = await clients.cloudtrail.getTrailStatus({ Name: 'acme-trail' });
    expect(IsLogging).toBe(true);
    const { KeyCount } = await clients.s3.listObjectsV2({ Bucket: 'acme-logs', Prefix: 'AWSLogs/' });
    expect(KeyCount).toBeGreaterThan(0);
    const { Findings = [] } = await clients.securityhub.getFindings({});
    expect(Findings.map((one) => one.Severity?.Label)).toEqual(['LOW', 'LOW', 'LOW']);
  });
});
