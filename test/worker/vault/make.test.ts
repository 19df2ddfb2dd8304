import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { check } from '../../../worker/vault/property.js';
import type { Site } from '../../../worker/vault/site.js';
import { statementsIn } from '../../../worker/vault/statements.js';
import { vaultProperties } from '../../../worker/vault/vault.js';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { configured, init, newSite, problems, rootClients } from './account.js';

let aws: SandboxAws;
let worker: string;
beforeAll(async () => {
  aws = await startAws();
  await aws.admin.set({ limits: 'off' });
  const { User } = await rootClients(aws, accounts.victim).iam.createUser({ UserName: 'firebreak' });
  worker = User?.Arn ?? '';
}, 60_000);
afterAll(() => aws.stop());

describe('an account without a vault', () => {
  let site: Site;
  beforeAll(() => {
    site = newSite(aws, worker);
  });

  it('is told of everything that is missing, and nothing is made by looking', async () => {
    const missing = await problems(site);
    expect(missing).toMatchObject({
      key: 'missing: no key',
      bucket: 'missing: no such bucket',
      'bucket: Object Lock': 'missing: no such bucket',
      role: 'missing: no such role',
      'access log': 'missing: none',
    });
    await expect(problems(site)).resolves.toEqual(missing);
  });

  it('gets all of it, and the key to configure; then all holds', async () => {
    const { reports } = await init(site);
    const wrong = reports.filter(({ state }) => state !== 'made' && state !== 'holds');
    expect(wrong.map(({ name }) => name)).toEqual(['configuration']);
    await expect(problems(configured(site, reports))).resolves.toEqual({});
    const lock = reports.find(({ name }) => name === 'bucket: Object Lock');
    expect(lock).toMatchObject({ state: 'made', is: 'COMPLIANCE for 30 days' });
  });

  it('tells when its role may do the same elsewhere, or without the condition', async () => {
    const { reports } = await init(site);
    const { iam } = site.clients;
    const ours = { RoleName: site.vault.roleArn.split('/').at(-1), PolicyName: 'firebreak-vault' };
    const { PolicyDocument = '' } = await iam.getRolePolicy(ours);
    const right = decodeURIComponent(PolicyDocument);
    const statements = statementsIn(right) ?? [];
    for (const wider of [{ Resource: '*' }, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }]) {
      const Statement = [
        ...statements,
        { ...statements.find(({ Effect }) => Effect === 'Allow'), ...wider, Sid: 'Wider' },
      ];
      await iam.putRolePolicy({ ...ours, PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) });
      await expect(problems(configured(site, reports))).resolves.toEqual({
        'rights of the role': 'differs: it allows more than that',
      });
    }
    await iam.putRolePolicy({ ...ours, PolicyDocument: right });
  });

  it('is left as it is the second time', async () => {
    const { made } = await init(site);
    expect(made).toEqual([]);
  });
});

describe('a vault that was made otherwise', () => {
  let site: Site;
  beforeAll(async () => {
    site = newSite(aws, worker);
    const { s3, kms, iam } = site.clients;
    const Bucket = site.vault.bucket;
    await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: SANDBOX_REGION } });
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Suspended' } });
    await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } });
    const other = await kms.createKey({});
    await s3.putBucketEncryption({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: other.KeyMetadata?.Arn },
          },
        ],
      },
    });
    const Statement = [
      { Effect: 'Allow', Principal: { AWS: worker }, Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/*` },
    ];
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
    await iam.createRole({
      Path: '/evidence/',
      RoleName: site.vault.roleArn.split('/').at(-1),
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { AWS: accounts.forensics }, Action: 'sts:AssumeRole' },
      }),
    });
    await iam.putRolePolicy({
      RoleName: site.vault.roleArn.split('/').at(-1),
      PolicyName: 'everything',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
      }),
    });
  });

  it('is not changed: what differs is listed, with what to do; what is missing is made', async () => {
    const { made, reports } = await init(site);
    expect(made).toEqual(expect.arrayContaining(['key', 'log bucket', 'access log']));
    expect(reports.find(({ name }) => name === 'bucket: Object Lock')).toMatchObject({
      state: 'missing',
      is: expect.stringContaining('InvalidBucketState'),
    });
    const differing = reports.filter(({ state }) => state === 'differs');
    expect(differing.every(({ fix, should }) => fix !== '' && should !== '')).toBe(true);
    expect(Object.fromEntries(differing.map(({ name, is }) => [name, is]))).toMatchObject({
      'bucket: versioning': 'Suspended',
      'bucket: Block Public Access': 'without IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets',
      'bucket: default encryption': expect.stringMatching(/^aws:kms with arn:/),
      'bucket: policy': expect.stringMatching(/it lacks OnlyTls, .*NobodyDeletes.*it lets others in/),
      role: expect.stringMatching(/it does not ask for vault.externalId.*of the vault’s own account.* is not let in/),
      'rights of the role': 'it has everything as well',
    });
    expect((await site.clients.s3.getBucketVersioning({ Bucket: site.vault.bucket })).Status).toBe('Suspended');
  });
});

describe('a bucket of that name in another account', () => {
  it('is not taken for the vault', async () => {
    const site = newSite(aws, worker);
    const { s3 } = rootClients(aws, accounts.victim);
    const where = { LocationConstraint: SANDBOX_REGION } as const;
    await s3.createBucket({ Bucket: site.vault.bucket, CreateBucketConfiguration: where });
    const bucket = (await check(await vaultProperties(site))).find(({ name }) => name === 'bucket');
    expect(bucket).toMatchObject({ state: 'unread', is: expect.stringContaining('Access') });
    const { reports } = await init(site);
    expect(reports.find(({ name }) => name === 'bucket: policy')?.state).toBe('unread');
  });
});
