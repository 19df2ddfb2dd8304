import { createHash, randomUUID } from 'node:crypto';
import type { S3 } from '@aws-sdk/client-s3';
import { accounts, SANDBOX_ACCOUNT } from '../gateway/accounts.js';
import { makeBucket, onlyTls } from './buckets.js';
import type { Clients } from './clients.js';
import { makeKey } from './keys.js';
import { policy, trust } from './policy.js';

const BUCKET = 'acme-forensics-vault';
const ROLE = 'firebreak-vault';
const ACCOUNT = accounts.forensics;
const OBJECTS = `arn:aws:s3:::${BUCKET}/*`;

/** Where evidence is kept, in the forensics account, and how the worker gets there. */
export type Vault = {
  readonly account: string;
  readonly bucket: string;
  readonly roleArn: string;
  readonly externalId: string;
  readonly keyArn: string;
  /** What may be run on a suspect host, by the name that the configuration has for it. */
  readonly tools: Readonly<Record<'avml' | 'ec2rescue', Tool>>;
};

type Tool = { readonly key: string; readonly sha256: string; readonly version: string };

/** The ARN of the vault's role, before there is one. */
export const VAULT_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;

/**
 * Makes the vault: a bucket with Object Lock, whose objects are kept for 30 days unless somebody with the right to do
 * so says otherwise, that nobody deletes from, encrypted with its own key; and the role that may write and read it,
 * for the principal `worker` of the account under attack only.
 */
export const makeVault = async ({ iam, kms, s3 }: Clients, worker: string): Promise<Vault> => {
  const externalId = randomUUID();
  await iam.createRole({
    RoleName: ROLE,
    AssumeRolePolicyDocument: trust({ AWS: worker }, { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
  });
  const keyArn = await makeKey(kms, 'acme-forensics-vault', 'Evidence', keyPolicy);
  await iam.putRolePolicy({ RoleName: ROLE, PolicyName: 'keep-evidence', PolicyDocument: rolePolicy(keyArn) });
  await makeBucket(s3, BUCKET, { ObjectLockEnabledForBucket: true });
  await s3.putObjectLockConfiguration({
    Bucket: BUCKET,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
    },
  });
  await s3.putBucketEncryption({
    Bucket: BUCKET,
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
          BucketKeyEnabled: true,
        },
      ],
    },
  });
  await s3.putPublicAccessBlock({
    Bucket: BUCKET,
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  });
  await s3.putBucketPolicy({ Bucket: BUCKET, Policy: bucketPolicy });
  const tools = {
    avml: await putTool(s3, 'tools/avml-0.19.0', '0.19.0'),
    ec2rescue: await putTool(s3, 'tools/EC2Rescue-1.1.7.zip', '1.1.7'),
  };
  return { account: ACCOUNT, bucket: BUCKET, roleArn: VAULT_ROLE_ARN, externalId, keyArn, tools };
};

// No real tool is shipped: the simulated hosts look at its hash, and play what it does.
const putTool = async (s3: S3, key: string, version: string): Promise<Tool> => {
  const body = Buffer.from(`This stands for ${key} on the hosts of the sandbox.\n`);
  await s3.putObject({ Bucket: BUCKET, Key: key, Body: body, ChecksumAlgorithm: 'SHA256' });
  return { key, sha256: createHash('sha256').update(body).digest('hex'), version };
};

const keyPolicy = policy(
  { Sid: 'Account', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
  // Snapshots that are shared with this account are copied under it.
  {
    Sid: 'CopiesFromTheAccountUnderAttack',
    Principal: { AWS: `arn:aws:iam::${SANDBOX_ACCOUNT}:root` },
    Action: ['kms:DescribeKey', 'kms:GenerateDataKey'],
    Resource: '*',
  },
);

const rolePolicy = (keyArn: string): string =>
  policy(
    {
      Action: ['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold', 's3:AbortMultipartUpload'],
      Resource: OBJECTS,
    },
    {
      Action: [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:GetObjectRetention',
        's3:GetObjectLegalHold',
        's3:GetObjectAttributes',
        's3:GetObjectVersionAttributes',
        's3:ListMultipartUploadParts',
      ],
      Resource: OBJECTS,
    },
    {
      Action: [
        's3:ListBucket',
        's3:ListBucketVersions',
        's3:ListBucketMultipartUploads',
        's3:GetBucketLocation',
        's3:GetBucketVersioning',
        's3:GetBucketObjectLockConfiguration',
        's3:GetEncryptionConfiguration',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketPolicy',
      ],
      Resource: `arn:aws:s3:::${BUCKET}`,
    },
    { Action: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'], Resource: keyArn },
    { Action: ['ec2:CopySnapshot', 'ec2:DescribeSnapshots', 'ec2:CreateTags', 'ec2:LockSnapshot'], Resource: '*' },
  );

const bucketPolicy = policy(onlyTls(BUCKET), {
  Sid: 'NobodyDeletes',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutLifecycleConfiguration', 's3:BypassGovernanceRetention'],
  Resource: [`arn:aws:s3:::${BUCKET}`, OBJECTS],
});
