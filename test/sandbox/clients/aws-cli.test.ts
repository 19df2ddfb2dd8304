import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { openCli, type Cli } from './aws-cli.js';

const IMAGE = 'ami-0f1eb4ea0000000a1';

let sandbox: SandboxAws;
let cli: Cli;

beforeAll(async () => {
  sandbox = await startAws();
  cli = await openCli(sandbox);
  await sandbox.admin.setScale(300);
});

afterAll(async () => {
  cli.close();
  await sandbox.stop();
});

const run = async (count: number): Promise<readonly string[]> => {
  const type = ['--image-id', IMAGE, '--instance-type', 't3.micro', '--count', String(count)];
  const ids = await cli.aws('ec2', 'run-instances', ...type, '--query', 'Instances[].InstanceId', '--output', 'text');
  return ids.split(/\s+/);
};

test('ec2: run, wait, describe with filter, query and every output, stop', async () => {
  const [id = '', other = ''] = await run(2);
  await cli.aws('ec2', 'wait', 'instance-running', '--instance-ids', id, other);
  await cli.aws('ec2', 'create-tags', '--resources', id, '--tags', 'Key=case,Value=a b');
  const mine = ['ec2', 'describe-instances', '--filters', 'Name=tag:case,Values=a b', '--query'];
  const [table, text, status] = await Promise.all([
    cli.aws(...mine, 'Reservations[].Instances[].{Id:InstanceId,State:State.Name}', '--output', 'table'),
    cli.aws(...mine, 'Reservations[].Instances[].Tags[].Value', '--output', 'text'),
    cli.json<unknown>(
      'ec2',
      'describe-instance-status',
      '--instance-ids',
      id,
      '--query',
      'InstanceStatuses[].InstanceId',
    ),
  ]);
  expect(table).toMatch(new RegExp(`\\|\\s*${id}\\s*\\|\\s*running\\s*\\|`));
  expect([text, status]).toEqual(['a b', [id]]);
  expect(await cli.refusal('ec2', 'stop-instances', '--instance-ids', id, '--dry-run')).toContain(
    '(DryRunOperation) when calling the StopInstances operation',
  );
  const stopping = 'StoppingInstances[].CurrentState.Name';
  expect(await cli.json('ec2', 'stop-instances', '--instance-ids', id, '--query', stopping)).toEqual(['stopping']);
});

test('ec2: lists come page by page, and go on where they stopped', async () => {
  await Promise.all(['1', '2', '3'].map((count) => run(Number(count))));
  const list = ['ec2', 'describe-instances', '--page-size', '5'];
  const all = await cli.json<unknown[]>(...list, '--query', 'Reservations[].Instances[]');
  const first = await cli.json<{ Reservations: unknown[]; NextToken: string }>(...list, '--max-items', '1');
  const rest = await cli.json<{ Reservations: unknown[] }>(...list, '--starting-token', first.NextToken);
  expect(all.length).toBeGreaterThanOrEqual(6);
  expect(first.Reservations).toHaveLength(1);
  expect(rest.Reservations).not.toContainEqual(first.Reservations[0]);
});

test('ec2: a snapshot is made and waited for', async () => {
  const volume = ['ec2', 'create-volume', '--availability-zone', 'eu-west-1a', '--size', '1'];
  const volumeId = await cli.aws(...volume, '--query', 'VolumeId', '--output', 'text');
  await cli.aws('ec2', 'wait', 'volume-available', '--volume-ids', volumeId);
  const { SnapshotId = '' } = await cli.json<{ SnapshotId?: string }>(
    'ec2',
    'create-snapshot',
    '--volume-id',
    volumeId,
  );
  await cli.aws('ec2', 'wait', 'snapshot-completed', '--snapshot-ids', SnapshotId);
  expect(await cli.refusal('ec2', 'describe-snapshots', '--snapshot-ids', 'snap-0123456789abcdef0')).toContain(
    '(InvalidSnapshot.NotFound)',
  );
});

test('s3: a file of 20 MB goes up in parts and comes back, a folder is kept in step', async () => {
  writeFileSync(cli.file('large'), randomBytes(20 * 1024 ** 2));
  mkdirSync(cli.file('folder'));
  for (const name of ['one ü.txt', 'two&.txt']) writeFileSync(`${cli.file('folder')}/${name}`, name);
  expect(await cli.aws('s3', 'mb', 's3://cli-files')).toBe('make_bucket: cli-files');
  await cli.aws('s3', 'cp', cli.file('large'), 's3://cli-files/a/large', '--no-progress');
  await Promise.all([
    cli.aws('s3', 'cp', 's3://cli-files/a/large', cli.file('back'), '--no-progress'),
    cli.aws('s3', 'sync', cli.file('folder'), 's3://cli-files/folder', '--no-progress'),
  ]);
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(cli.file(name)))
      .digest('hex');
  expect(digest('back')).toBe(digest('large'));
  const listed = await cli.aws('s3', 'ls', 's3://cli-files', '--recursive', '--summarize');
  expect(listed).toMatch(/ 20971520 a\/large\n.* folder\/one ü.txt\n.* folder\/two&.txt\n\nTotal Objects: 3/);
  const head = await cli.json<{ ETag: string }>('s3api', 'head-object', '--bucket', 'cli-files', '--key', 'a/large');
  expect(head.ETag).toMatch(/-3"$/);
  const url = await cli.aws('s3', 'presign', 's3://cli-files/folder/two&.txt');
  expect(await (await fetch(url)).text()).toBe('two&.txt');
  expect(await cli.aws('s3', 'rb', 's3://cli-files', '--force')).toContain('remove_bucket: cli-files');
});

test('s3api: objects, metadata, pages, locks and errors', async () => {
  const bucket = ['--bucket', 'cli-api'];
  await cli.aws(
    ...['s3api', 'create-bucket', ...bucket, '--object-lock-enabled-for-bucket'],
    ...['--create-bucket-configuration', 'LocationConstraint=eu-west-1'],
  );
  writeFileSync(cli.file('body'), 'hello');
  const put = ['s3api', 'put-object', ...bucket, '--body', cli.file('body'), '--metadata', 'case=1', '--key'];
  await Promise.all([cli.aws(...put, 'a'), cli.aws(...put, 'b')]);
  const list = ['s3api', 'list-objects-v2', ...bucket, '--page-size', '1', '--query', 'Contents[].Key'];
  const [keys, got, missing] = await Promise.all([
    cli.json(...list),
    cli.json('s3api', 'get-object', ...bucket, '--key', 'a', cli.file('got'), '--query', 'Metadata'),
    cli.refusal('s3api', 'get-object', ...bucket, '--key', 'c', cli.file('none')),
  ]);
  expect([keys, got, readFileSync(cli.file('got'), 'utf8')]).toEqual([['a', 'b'], { case: '1' }, 'hello']);
  expect(missing).toContain('(NoSuchKey) when calling the GetObject operation');
  await cli.aws('s3api', 'put-object-legal-hold', ...bucket, '--key', 'a', '--legal-hold', 'Status=ON');
  expect(await cli.json('s3api', 'get-object-legal-hold', ...bucket, '--key', 'a')).toEqual({
    LegalHold: { Status: 'ON' },
  });
});

test('iam and sts: a user, its key, and a role that a profile of the configuration file assumes', async () => {
  await Promise.all(['ann', 'bob'].map((name) => cli.aws('iam', 'create-user', '--user-name', name)));
  await cli.aws('iam', 'wait', 'user-exists', '--user-name', 'ann');
  const names = await cli.json('iam', 'list-users', '--page-size', '1', '--query', 'sort(Users[].UserName)');
  expect(names).toEqual(['ann', 'bob']);
  const key = await cli.json<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
    ...['iam', 'create-access-key', '--user-name', 'ann'],
  );
  const allow = { Effect: 'Allow', Action: 'sts:AssumeRole' };
  const trust = { Version: '2012-10-17', Statement: [{ ...allow, Principal: { AWS: '111122223333' } }] };
  const may = { Version: '2012-10-17', Statement: [{ ...allow, Resource: '*' }] };
  writeFileSync(cli.file('may.json'), JSON.stringify(may));
  await Promise.all([
    cli.aws('iam', 'create-role', '--role-name', 'cli', '--assume-role-policy-document', JSON.stringify(trust)),
    cli.aws(
      ...['iam', 'put-user-policy', '--user-name', 'ann', '--policy-name', 'may'],
      ...['--policy-document', `file://${cli.file('may.json')}`],
    ),
  ]);
  writeFileSync(
    cli.file('config'),
    [
      '[profile ann]',
      `aws_access_key_id = ${key.AccessKey.AccessKeyId}`,
      `aws_secret_access_key = ${key.AccessKey.SecretAccessKey}`,
      '[profile cli]',
      'role_arn = arn:aws:iam::111122223333:role/cli',
      'role_session_name = tour',
      'source_profile = ann',
      '',
    ].join('\n'),
  );
  const [identity, denied] = await Promise.all([
    cli.aws('sts', 'get-caller-identity', '--profile', 'cli', '--query', 'Arn', '--output', 'text'),
    cli.refusal('ec2', 'describe-vpcs', '--profile', 'cli'),
  ]);
  expect(identity).toBe('arn:aws:sts::111122223333:assumed-role/cli/tour');
  expect(denied).toContain('(UnauthorizedOperation) when calling the DescribeVpcs operation');
});

test('ssm and kms: parameters, documents, and bytes that are sealed and opened', async () => {
  await cli.aws('ssm', 'put-parameter', '--name', '/cli/a', '--type', 'SecureString', '--value', 'geheim ü');
  const parameter = ['ssm', 'get-parameter', '--name', '/cli/a', '--with-decryption', '--query', 'Parameter.Value'];
  const keyId = await cli.aws('kms', 'create-key', '--query', 'KeyMetadata.KeyId', '--output', 'text');
  writeFileSync(cli.file('plain'), Buffer.from([0, 255, 10]));
  const [value, names, sealed] = await Promise.all([
    cli.json(...parameter),
    cli.json<string[]>('ssm', 'list-documents', '--max-items', '3', '--query', 'DocumentIdentifiers[].Name'),
    cli.aws(
      ...['kms', 'encrypt', '--key-id', keyId, '--plaintext', `fileb://${cli.file('plain')}`],
      ...['--query', 'CiphertextBlob', '--output', 'text'],
    ),
  ]);
  expect([value, names.length]).toEqual(['geheim ü', 3]);
  writeFileSync(cli.file('sealed'), Buffer.from(sealed, 'base64'));
  const opened = ['kms', 'decrypt', '--ciphertext-blob', `fileb://${cli.file('sealed')}`, '--query', 'Plaintext'];
  expect(await cli.json(...opened)).toBe(Buffer.from([0, 255, 10]).toString('base64'));
});

test('guardduty and securityhub: findings of another Region', async () => {
  const there = ['--region', 'us-east-1'];
  const detector = await cli.aws(
    ...['guardduty', 'create-detector', '--enable', ...there, '--query', 'DetectorId', '--output', 'text'],
  );
  const of = ['--detector-id', detector, ...there];
  await Promise.all([
    cli.aws('guardduty', 'create-sample-findings', ...of),
    cli.aws('securityhub', 'enable-security-hub', ...there),
  ]);
  const [ids, findings] = await Promise.all([
    cli.json<string[]>('guardduty', 'list-findings', ...of, '--page-size', '5', '--query', 'FindingIds'),
    cli.json('securityhub', 'get-findings', ...there, '--query', 'Findings'),
  ]);
  expect(ids.length).toBeGreaterThan(5);
  expect(new Set(ids).size).toBe(ids.length);
  expect(findings).toEqual(expect.any(Array));
});

test('elbv2, autoscaling, cloudtrail, sns: lists, and what is not simulated', async () => {
  const [groups, tier, events, topics, lambda] = await Promise.all([
    cli.json('elbv2', 'describe-target-groups', '--query', 'TargetGroups'),
    cli.json('autoscaling', 'describe-auto-scaling-groups'),
    cli.json<unknown[]>('cloudtrail', 'lookup-events', '--max-items', '3', '--query', 'Events[].EventName'),
    cli.json('sns', 'create-topic', '--name', 'cli', '--query', 'TopicArn'),
    cli.refusal('lambda', 'list-functions'),
  ]);
  expect([groups, tier]).toEqual([[], { AutoScalingGroups: [] }]);
  expect(events).toHaveLength(3);
  expect(topics).toBe('arn:aws:sns:eu-west-1:111122223333:cli');
  expect(lambda).toContain('(UnsupportedInSandbox)');
  expect(sandbox.log()).toBe('');
});
