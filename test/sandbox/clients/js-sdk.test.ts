import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AutoScalingClient, paginateDescribeAutoScalingGroups } from '@aws-sdk/client-auto-scaling';
import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import {
  EC2,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  waitUntilInstanceRunning,
  waitUntilInstanceTerminated,
  waitUntilSnapshotCompleted,
  waitUntilVolumeAvailable,
} from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2, paginateDescribeTargetGroups } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GuardDuty, paginateListFindings } from '@aws-sdk/client-guardduty';
import { IAM, paginateListUsers, waitUntilRoleExists, waitUntilUserExists } from '@aws-sdk/client-iam';
import { KMS, paginateListKeys } from '@aws-sdk/client-kms';
import {
  GetObjectCommand,
  PutObjectCommand,
  S3,
  paginateListObjectsV2,
  waitUntilObjectExists,
} from '@aws-sdk/client-s3';
import { paginateGetFindings, SecurityHub } from '@aws-sdk/client-securityhub';
import { paginateListDocuments, SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startAws, type SandboxAws } from '../../support/aws.js';

const IMAGE = 'ami-0f1eb4ea0000000a1';
/** Waiters look every second at most; the world's clock is fast enough for them to look twice. */
const WAIT = { minDelay: 1, maxDelay: 1, maxWaitTime: 20 };

let sandbox: SandboxAws;
let config: SandboxAws['config'];

beforeAll(async () => {
  sandbox = await startAws();
  await sandbox.admin.setScale(300);
  config = { ...sandbox.config, maxAttempts: 5 };
});

afterAll(() => sandbox.stop());

/** Everything on all pages; fails unless there are several. */
const everything = async <Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> => {
  const found: (readonly Item[])[] = [];
  for await (const page of pages) found.push(items(page) ?? []);
  expect(found.length).toBeGreaterThan(1);
  expect(new Set(found.flat().map((item) => JSON.stringify(item))).size).toBe(found.flat().length);
  return found.flat();
};

/** The error that a call ends in: what the SDK makes of code, status and request id. */
const refusal = async (call: Promise<unknown>): Promise<readonly [name: string, status: number | undefined]> => {
  const error = await call.then(
    () => new Error('it was not refused'),
    (thrown: Error & { $metadata?: { httpStatusCode?: number; requestId?: string } }) => thrown,
  );
  if (!('$metadata' in error)) throw error;
  expect(error.$metadata?.requestId).toBeTruthy();
  return [error.name, error.$metadata?.httpStatusCode];
};

test('EC2: instances, volumes and snapshots, in pages and waited for', async () => {
  const ec2 = new EC2(config);
  const machines = { ImageId: IMAGE, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  const runs = await Promise.all(Array.from({ length: 6 }, () => ec2.runInstances(machines)));
  const InstanceIds = runs.flatMap(({ Instances = [] }) => Instances.map((one) => one.InstanceId ?? ''));
  expect((await waitUntilInstanceRunning({ client: ec2, ...WAIT }, { InstanceIds })).state).toBe('SUCCESS');
  const reservations = await everything(
    paginateDescribeInstances({ client: ec2, pageSize: 5 }, {}),
    (page) => page.Reservations,
  );
  expect(reservations).toHaveLength(6);
  const volumes = await everything(paginateDescribeVolumes({ client: ec2, pageSize: 5 }, {}), (page) => page.Volumes);
  const VolumeIds = volumes.map((one) => one.VolumeId ?? '');
  expect(
    (await waitUntilVolumeAvailable({ client: ec2, ...WAIT }, { VolumeIds: [await spareVolume(ec2)] })).state,
  ).toBe('SUCCESS');
  const made = await Promise.all(VolumeIds.map((VolumeId) => ec2.createSnapshot({ VolumeId })));
  const SnapshotIds = made.map((one) => one.SnapshotId ?? '');
  expect((await waitUntilSnapshotCompleted({ client: ec2, ...WAIT }, { SnapshotIds })).state).toBe('SUCCESS');
  const mine = paginateDescribeSnapshots({ client: ec2, pageSize: 5 }, { OwnerIds: ['self'] });
  expect(await everything(mine, (page) => page.Snapshots)).toHaveLength(6);
  await ec2.terminateInstances({ InstanceIds });
  expect((await waitUntilInstanceTerminated({ client: ec2, ...WAIT }, { InstanceIds })).state).toBe('SUCCESS');
  expect(await refusal(ec2.describeVolumes({ VolumeIds }))).toEqual(['InvalidVolume.NotFound', 400]);
  expect(await refusal(ec2.startInstances({ InstanceIds }))).toEqual(['IncorrectInstanceState', 400]);
  expect(await refusal(ec2.createVpc({ CidrBlock: '10.0.0.0/16', DryRun: true }))).toEqual(['DryRunOperation', 412]);
  ec2.destroy();
});

const spareVolume = async (ec2: EC2): Promise<string> =>
  (await ec2.createVolume({ AvailabilityZone: 'eu-west-1a', Size: 1 })).VolumeId ?? '';

test('IAM and STS: users in pages, waiters, a session that its policy limits', async () => {
  const iam = new IAM(config);
  for (const UserName of ['a', 'b', 'c']) await iam.createUser({ UserName });
  expect((await waitUntilUserExists({ client: iam, ...WAIT }, { UserName: 'a' })).state).toBe('SUCCESS');
  expect(await everything(paginateListUsers({ client: iam, pageSize: 2 }, {}), (page) => page.Users)).toHaveLength(3);
  expect(await refusal(iam.getUser({ UserName: 'd' }))).toEqual(['NoSuchEntityException', 404]);
  const Statement = [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }];
  const trust = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.createRole({ RoleName: 'js', AssumeRolePolicyDocument: trust });
  expect((await waitUntilRoleExists({ client: iam, ...WAIT }, { RoleName: 'js' })).state).toBe('SUCCESS');
  const all = { Effect: 'Allow', Action: '*', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [all] });
  await iam.putUserPolicy({ UserName: 'a', PolicyName: 'all', PolicyDocument });
  await iam.putRolePolicy({ RoleName: 'js', PolicyName: 'all', PolicyDocument });
  const { AccessKey } = await iam.createAccessKey({ UserName: 'a' });
  const user = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const { Credentials: given } = await new STS({ ...config, credentials: user }).assumeRole({
    RoleArn: 'arn:aws:iam::111122223333:role/js',
    RoleSessionName: 'tour',
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...all, Action: 'sts:GetCallerIdentity' }] }),
  });
  const credentials = {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    ...(given?.SessionToken !== undefined && { sessionToken: given.SessionToken }),
  };
  expect(given?.Expiration?.getTime()).toBeGreaterThan(Date.now());
  const session = { ...config, credentials };
  const { Arn } = await new STS(session).getCallerIdentity({});
  expect(Arn).toBe('arn:aws:sts::111122223333:assumed-role/js/tour');
  expect(await refusal(new IAM(session).listUsers({}))).toEqual(['AccessDenied', 403]);
  expect(await refusal(new KMS(session).listKeys({}))).toEqual(['AccessDeniedException', 400]);
  expect(await refusal(new S3(session).listBuckets({}))).toEqual(['AccessDenied', 403]);
});

test('S3: objects and their checksums, parts, pages, waiters, presigned URLs', async () => {
  const s3 = new S3(config);
  const Bucket = 'js-objects';
  await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } });
  for (const Key of ['ü/1', 'ü/2', 'ü/3']) await s3.putObject({ Bucket, Key, Body: Key, Metadata: { key: 'x' } });
  expect((await waitUntilObjectExists({ client: s3, ...WAIT }, { Bucket, Key: 'ü/1' })).state).toBe('SUCCESS');
  const listed = paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket });
  expect((await everything(listed, (page) => page.Contents)).map(({ Key }) => Key)).toEqual(['ü/1', 'ü/2', 'ü/3']);
  const got = await s3.getObject({ Bucket, Key: 'ü/1', ChecksumMode: 'ENABLED' });
  expect([await got.Body?.transformToString(), got.Metadata]).toEqual(['ü/1', { key: 'x' }]);
  const part = { Bucket, Key: 'parts', UploadId: (await s3.createMultipartUpload({ Bucket, Key: 'parts' })).UploadId };
  const bodies = [Buffer.alloc(5 * 1024 ** 2, 1), Buffer.from('end')];
  const sent = await Promise.all(bodies.map((Body, at) => s3.uploadPart({ ...part, PartNumber: at + 1, Body })));
  // The SDK's paginator of parts never ends, here as at AWS: S3 names a next marker even when there is nothing more.
  const one = await s3.listParts({ ...part, MaxParts: 1 });
  const two = await s3.listParts({ ...part, PartNumberMarker: one.NextPartNumberMarker });
  expect([one.IsTruncated, one.Parts?.length, two.IsTruncated, two.Parts?.[0]?.Size]).toEqual([true, 1, false, 3]);
  const Parts = sent.map(({ ETag }, at) => ({ ETag, PartNumber: at + 1 }));
  await s3.completeMultipartUpload({ ...part, MultipartUpload: { Parts } });
  expect((await s3.headObject({ Bucket, Key: 'parts' })).ContentLength).toBe(5 * 1024 ** 2 + 3);
  expect(await refusal(s3.getObject({ Bucket, Key: 'nothing' }))).toEqual(['NoSuchKey', 404]);
  expect(await refusal(s3.headObject({ Bucket, Key: 'nothing' }))).toEqual(['NotFound', 404]);
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'by url' }), { expiresIn: 60 });
  expect((await fetch(put, { method: 'PUT', body: 'hello' })).status).toBe(200);
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'by url' }), { expiresIn: 60 });
  expect(await (await fetch(get)).text()).toBe('hello');
});

test('the JSON and REST JSON services, in pages', async () => {
  const kms = new KMS(config);
  await Promise.all([kms.createKey({}), kms.createKey({})]);
  expect(await everything(paginateListKeys({ client: kms, pageSize: 1 }, {}), (page) => page.Keys)).toHaveLength(2);
  const ssm = new SSM(config);
  const documents = paginateListDocuments({ client: ssm, pageSize: 2 }, {});
  expect((await everything(documents, (page) => page.DocumentIdentifiers)).length).toBeGreaterThan(3);
  expect(await refusal(ssm.getParameter({ Name: '/nothing' }))).toEqual(['ParameterNotFound', 400]);
  const guard = new GuardDuty(config);
  const { DetectorId } = await guard.createDetector({ Enable: true });
  await guard.createSampleFindings({ DetectorId });
  const ids = await everything(
    paginateListFindings({ client: guard, pageSize: 2 }, { DetectorId }),
    (page) => page.FindingIds,
  );
  const { Findings } = await guard.getFindings({ DetectorId, FindingIds: [...ids] });
  expect(Findings?.map(({ Id }) => Id).sort()).toEqual([...ids].sort());
  const hub = new SecurityHub(config);
  expect(await refusal(hub.getFindings({}))).toEqual(['InvalidAccessException', 401]);
  await hub.enableSecurityHub({});
  const found = [];
  for await (const page of paginateGetFindings({ client: hub }, {})) found.push(...(page.Findings ?? []));
  expect(found).toEqual(expect.any(Array));
  const trail = new CloudTrailClient(config);
  const pages = paginateLookupEvents({ client: trail, pageSize: 5 }, {});
  const { value } = await pages.next();
  expect(value?.Events?.map(({ EventName }) => EventName)).toContain('EnableSecurityHub');
});

test('the Query services, in pages', async () => {
  const elb = new ElasticLoadBalancingV2(config);
  const { Vpc } = await new EC2(config).createVpc({ CidrBlock: '10.30.0.0/16' });
  for (const Name of ['one', 'two'])
    await elb.createTargetGroup({ Name, Protocol: 'HTTP', Port: 80, VpcId: Vpc?.VpcId });
  const groups = paginateDescribeTargetGroups({ client: elb }, { PageSize: 1 });
  expect((await everything(groups, (page) => page.TargetGroups)).map((one) => one.TargetGroupName)).toEqual([
    'one',
    'two',
  ]);
  expect(await refusal(elb.describeTargetGroups({ Names: ['three'] }))).toEqual(['TargetGroupNotFoundException', 400]);
  const scaling = new AutoScalingClient(config);
  const { value } = await paginateDescribeAutoScalingGroups({ client: scaling }, {}).next();
  expect(value?.AutoScalingGroups).toEqual([]);
});
