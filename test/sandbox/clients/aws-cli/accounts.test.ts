import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { openCli, type Cli } from './cli.js';

let cli: Cli;

beforeAll(async () => {
  cli = await openCli();
});

afterAll(() => cli.close());

const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }] });

test('a user gets a key, and a profile of the configuration file assumes a role with it', async () => {
  await cli.aws('iam', 'create-user', '--user-name', 'ann');
  const newKey = ['iam', 'create-access-key', '--user-name', 'ann', '--query', 'AccessKey'];
  writeFileSync(cli.file('may.json'), policy({ Resource: '*' }));
  const may = ['--user-name', 'ann', '--policy-name', 'may', '--policy-document', `file://${cli.file('may.json')}`];
  const trust = policy({ Principal: { AWS: '111122223333' } });
  const [key] = await Promise.all([
    cli.json<{ AccessKeyId: string; SecretAccessKey: string }>(...newKey),
    cli.aws('iam', 'wait', 'user-exists', '--user-name', 'ann'),
    cli.aws('iam', 'put-user-policy', ...may),
    cli.aws('iam', 'create-role', '--role-name', 'cli', '--assume-role-policy-document', trust),
  ]);
  const profiles = [
    '[profile ann]',
    `aws_access_key_id = ${key.AccessKeyId}`,
    `aws_secret_access_key = ${key.SecretAccessKey}`,
    '[profile cli]',
    'role_arn = arn:aws:iam::111122223333:role/cli',
    'role_session_name = tour',
    'source_profile = ann',
  ];
  writeFileSync(cli.file('config'), `${profiles.join('\n')}\n`);
  const [identity, denied, users] = await Promise.all([
    cli.aws('sts', 'get-caller-identity', '--profile', 'cli', '--query', 'Arn', '--output', 'text'),
    cli.refusal('ec2', 'describe-vpcs', '--profile', 'cli'),
    cli.json('iam', 'list-users', '--page-size', '1', '--query', 'Users[].UserName'),
  ]);
  expect([identity, users]).toEqual(['arn:aws:sts::111122223333:assumed-role/cli/tour', ['ann']]);
  expect(denied).toContain('(UnauthorizedOperation) when calling the DescribeVpcs operation');
});

test('parameters, documents, and bytes that are sealed and opened', async () => {
  await cli.aws('ssm', 'put-parameter', '--name', '/cli/a', '--type', 'SecureString', '--value', 'geheim ü');
  const parameter = ['ssm', 'get-parameter', '--name', '/cli/a', '--with-decryption', '--query', 'Parameter.Value'];
  const keyId = await cli.aws('kms', 'create-key', '--query', 'KeyMetadata.KeyId', '--output', 'text');
  const plain = Buffer.from([0, 255, 10]);
  writeFileSync(cli.file('plain'), plain);
  const encrypt = ['kms', 'encrypt', '--key-id', keyId, '--plaintext', `fileb://${cli.file('plain')}`];
  const [value, names, sealed] = await Promise.all([
    cli.json(...parameter),
    cli.json<string[]>('ssm', 'list-documents', '--max-items', '3', '--query', 'DocumentIdentifiers[].Name'),
    cli.aws(...encrypt, '--query', 'CiphertextBlob', '--output', 'text'),
  ]);
  expect([value, names.length]).toEqual(['geheim ü', 3]);
  writeFileSync(cli.file('sealed'), Buffer.from(sealed, 'base64'));
  const decrypt = ['kms', 'decrypt', '--ciphertext-blob', `fileb://${cli.file('sealed')}`, '--query', 'Plaintext'];
  expect(await cli.json(...decrypt)).toBe(plain.toString('base64'));
});

test('findings, the web tier, the record, a forwarded service', async () => {
  const detector = ['guardduty', 'create-detector', '--enable', '--query', 'DetectorId', '--output', 'text'];
  const of = ['--detector-id', await cli.aws(...detector)];
  await cli.aws('guardduty', 'create-sample-findings', ...of);
  const [ids, hub, groups, tier, names, topic] = await Promise.all([
    cli.json<string[]>('guardduty', 'list-findings', ...of, '--page-size', '5', '--query', 'FindingIds'),
    cli.refusal('securityhub', 'get-findings'),
    cli.json('elbv2', 'describe-target-groups', '--query', 'TargetGroups'),
    cli.json('autoscaling', 'describe-auto-scaling-groups'),
    cli.json<unknown[]>('cloudtrail', 'lookup-events', '--max-items', '3', '--query', 'Events[].EventName'),
    cli.json('sns', 'create-topic', '--name', 'cli', '--query', 'TopicArn'),
  ]);
  expect(ids.length).toBeGreaterThan(5);
  expect(new Set(ids).size).toBe(ids.length);
  expect(hub).toContain('(InvalidAccessException) when calling the GetFindings operation');
  expect([groups, tier, names.length]).toEqual([[], { AutoScalingGroups: [] }, 3]);
  expect(topic).toBe('arn:aws:sns:eu-west-1:111122223333:cli');
  expect(cli.log()).toBe('');
});
