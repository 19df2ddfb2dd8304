import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openSealVault, type SealVault } from '../../../activities/aws/seal-vault.js';
import type { VaultSettings } from '../../../activities/aws/vault.js';
import { accounts, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { rootOf } from '../../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../../sandbox/gateway/world-files.js';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { makeVault, makeWorker, vaultS3 } from '../fixtures/vault.js';

let aws: SandboxAws;
let settings: VaultSettings;
let s3: S3Client;
let vault: SealVault;
beforeAll(async () => {
  aws = await startAws();
  settings = await makeVault(aws);
  s3 = vaultS3(aws);
  const worker = await makeWorker(aws, ['captureMemory']);
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = worker.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = worker.secretAccessKey;
  vault = openSealVault(settings, 'seals/ours/');
});
afterAll(async () => {
  vault.close();
  s3.destroy();
  await aws.stop();
});

it('keeps a text in compliance mode for as long as is configured, and reads it back', async () => {
  const key = 'seals/ours/case/one';
  const stored = await vault.keep(key, 'a seal');
  expect(await vault.read(key)).toBe('a seal');
  const { ObjectLockMode, ObjectLockRetainUntilDate, VersionId, LastModified } = await s3.send(
    new HeadObjectCommand({ Bucket: settings.bucket, Key: key }),
  );
  expect(ObjectLockMode).toBe('COMPLIANCE');
  expect(stored).toMatchObject({ bucket: settings.bucket, key, versionId: VersionId });
  expect(stored.retainUntil.slice(0, 19)).toBe(ObjectLockRetainUntilDate?.toISOString().slice(0, 19));
  const days = ((ObjectLockRetainUntilDate?.getTime() ?? 0) - (LastModified?.getTime() ?? 0)) / 86_400_000;
  expect(Math.round(days)).toBe(settings.retainDays);
});

it('keeps the same text under the same key once, and nothing else in its place', async () => {
  const key = 'seals/ours/case/two';
  const first = await vault.keep(key, 'a seal');
  const again = await vault.keep(key, 'a seal');
  expect(again.versionId).toBe(first.versionId);
  await expect(vault.keep(key, 'another')).rejects.toThrow('is not the seal of that name');
  expect(await vault.read(key)).toBe('a seal');
});

it('lists all that is below a place, page by page', async () => {
  const { bucket: Bucket } = settings;
  const names = Array.from({ length: 1_005 }, (_, at) => `seals/ours/many/${String(at).padStart(4, '0')}`);
  for (const Key of names) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ChecksumAlgorithm: 'SHA256' }));
  expect(await vault.list('seals/ours/many/')).toEqual(names);
  expect(await vault.list('seals/ours/none/')).toEqual([]);
});

it('can touch nothing in the vault but its own place', async () => {
  const denied = { name: 'AccessDenied' };
  await expect(vault.read('tools/tool')).rejects.toMatchObject(denied);
  await expect(vault.list('tools/')).rejects.toMatchObject(denied);
  await expect(vault.list('seals/')).rejects.toMatchObject(denied);
  await expect(vault.keep('evidence/image', 'x')).rejects.toMatchObject(denied);
  await expect(vault.keep('seals/others/case/one', 'x')).rejects.toMatchObject(denied);
});

it('keeps nothing in a bucket of that name which is not of the vault’s account', async () => {
  const other = rootOf(worldFiles(aws.world).credentials, accounts.victim);
  const theirs = new S3Client({ ...aws.config, credentials: other });
  const bucket = `${settings.bucket}-given-up`;
  const where = { LocationConstraint: SANDBOX_REGION } as const;
  await theirs.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: where }));
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${bucket}/*` }];
  await theirs.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
  await theirs.send(
    new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
  const snatched = openSealVault({ ...settings, bucket }, 'seals/ours/');
  await expect(snatched.keep('seals/ours/case/one', 'a seal')).rejects.toMatchObject({ name: 'AccessDenied' });
  const { KeyCount } = await theirs.send(new ListObjectsV2Command({ Bucket: bucket }));
  expect(KeyCount).toBe(0);
  snatched.close();
  theirs.destroy();
});
