import type { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSealVault } from '../../../activities/aws/seal-vault.js';
import { accounts } from '../../../sandbox/gateway/accounts.js';
import type { Site } from '../../../worker/vault/site.js';
import { startAws, until, type SandboxAws } from '../../support/aws.js';
import { makeWorker } from '../../activities/fixtures/vault.js';
import { configured, init, newSite, problems, rootClients } from './account.js';

let aws: SandboxAws;
let site: Site;
/** The root user of the vault's account. */
let s3: S3;
const denied = { name: 'AccessDenied' };

beforeAll(async () => {
  aws = await startAws();
  const credentials = await makeWorker(aws, ['captureMemory']);
  const { Users = [] } = await rootClients(aws, accounts.victim).iam.listUsers({});
  const made = newSite(aws, Users[0]?.Arn ?? '');
  site = configured(made, (await init(made)).reports);
  s3 = site.clients.s3;
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
}, 60_000);
afterAll(() => aws.stop());

const put = (more: object) =>
  s3.putObject({ Bucket: site.vault.bucket, Key: 'x', Body: 'x', ChecksumAlgorithm: 'SHA256', ...more });

describe('a vault that was made', () => {
  it('takes seals from the worker, and gives them back', async () => {
    const seals = openSealVault(site.vault, 'seals/ours/');
    try {
      await seals.keep('seals/ours/case/one', 'a seal');
      await expect(seals.read('seals/ours/case/one')).resolves.toBe('a seal');
      await expect(seals.list('seals/ours/')).resolves.toEqual(['seals/ours/case/one']);
    } finally {
      seals.close();
    }
  });

  it('takes nothing under another key, whoever brings it', async () => {
    const other = await site.clients.kms.createKey({});
    const { keyArn } = site.vault;
    await expect(put({ ServerSideEncryption: 'AES256' })).rejects.toMatchObject(denied);
    await expect(put({ ServerSideEncryption: 'aws:kms' })).rejects.toMatchObject(denied);
    const otherKey = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: other.KeyMetadata?.Arn };
    await expect(put(otherKey)).rejects.toMatchObject(denied);
    await expect(put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn })).resolves.toBeDefined();
    await expect(put({})).resolves.toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn });
  });

  it('lets nobody delete or change how it keeps, not even its account’s root user', async () => {
    const Bucket = site.vault.bucket;
    const { VersionId } = await put({});
    await expect(s3.deleteObject({ Bucket, Key: 'x' })).rejects.toMatchObject(denied);
    await expect(s3.deleteObject({ Bucket, Key: 'x', VersionId })).rejects.toMatchObject(denied);
    await expect(
      s3.putBucketLifecycleConfiguration({
        Bucket,
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }] },
      }),
    ).rejects.toMatchObject(denied);
    await expect(
      s3.putObjectLockConfiguration({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }),
    ).rejects.toMatchObject(denied);
    await expect(s3.deletePublicAccessBlock({ Bucket })).rejects.toMatchObject(denied);
    await expect(s3.deleteBucketEncryption({ Bucket })).rejects.toMatchObject(denied);
  });

  it('has a key that nobody ends', async () => {
    const KeyId = site.vault.keyArn;
    const refused = { name: expect.stringContaining('AccessDenied') };
    await expect(site.clients.kms.scheduleKeyDeletion({ KeyId })).rejects.toMatchObject(refused);
    await expect(site.clients.kms.disableKey({ KeyId })).rejects.toMatchObject(refused);
  });

  it('keeps who read it, in a log that nobody deletes', async () => {
    await s3.getObject({ Bucket: site.vault.bucket, Key: 'x' });
    await aws.admin.advanceClock(20 * 60_000);
    const Bucket = `${site.vault.bucket}-logs`;
    const file = await until('a log file', async () => {
      const { Contents = [] } = await s3.listObjectsV2({ Bucket, Prefix: 'AWSLogs/' });
      return Contents.find(({ Key }) => Key?.endsWith('.json.gz'));
    });
    const { ObjectLockMode } = await s3.headObject({ Bucket, Key: file.Key });
    expect(ObjectLockMode).toBe('COMPLIANCE');
    await expect(s3.deleteObject({ Bucket, Key: file.Key })).rejects.toMatchObject(denied);
  });

  it('can be put right by its account’s root user, and init puts the policy back', async () => {
    const Bucket = site.vault.bucket;
    await s3.deleteBucketPolicy({ Bucket });
    await s3.deletePublicAccessBlock({ Bucket });
    expect(Object.keys(await problems(site))).toEqual(['bucket: Block Public Access', 'bucket: policy']);
    await expect(init(site)).resolves.toMatchObject({ made: ['bucket: Block Public Access', 'bucket: policy'] });
    await expect(problems(site)).resolves.toEqual({});
  });
});
