import { IAM, paginateListUsers, waitUntilRoleExists, waitUntilUserExists } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SandboxAws } from '../../../support/aws.js';
import { everything, refusal, startForSdk, WAIT } from './calls.js';

let sandbox: SandboxAws;

beforeAll(async () => {
  sandbox = await startForSdk();
});

afterAll(() => sandbox.stop());

test('IAM and STS: users in pages, waiters, a session that its policy limits', async () => {
  const { config } = sandbox;
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
