import type { BucketVersioningStatus, S3 } from '@aws-sdk/client-s3';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../gateway/accounts.js';
import { policy } from './policy.js';

/** The buckets of the company. */
export const buckets = { assets: 'acme-web-assets', logs: 'acme-logs', backups: 'acme-backups' } as const;

const readByAnybody = policy({
  Sid: 'Website',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${buckets.assets}/*`,
});

/** What CloudTrail and flow logs need, as their own pages give it. */
const logDelivery = policy(
  {
    Sid: 'TrailLooks',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 's3:GetBucketAcl',
    Resource: `arn:aws:s3:::${buckets.logs}`,
  },
  {
    Sid: 'TrailWrites',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${buckets.logs}/AWSLogs/${SANDBOX_ACCOUNT}/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
  },
  {
    Sid: 'FlowLogsLook',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: ['s3:GetBucketAcl', 's3:ListBucket'],
    Resource: `arn:aws:s3:::${buckets.logs}`,
  },
  {
    Sid: 'FlowLogsWrite',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${buckets.logs}/AWSLogs/${SANDBOX_ACCOUNT}/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
  },
);

const blockAll = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const enabled: { readonly Status: BucketVersioningStatus } = { Status: 'Enabled' };

/** Makes the buckets: one that anybody may read, one that logs go to, one with versions, encrypted with `backupKey`. */
export const makeBuckets = async (s3: S3, backupKey: string): Promise<void> => {
  await Promise.all([makeAssets(s3), makeLogs(s3), makeBackups(s3, backupKey)]);
};

/** Makes a bucket in the sandbox's Region. */
const makeBucket = (s3: S3, Bucket: string) =>
  s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: SANDBOX_REGION } });

const makeAssets = async (s3: S3): Promise<void> => {
  const Bucket = buckets.assets;
  await makeBucket(s3, Bucket);
  await s3.deletePublicAccessBlock({ Bucket });
  await s3.putBucketPolicy({ Bucket, Policy: readByAnybody });
  await Promise.all(
    ['index.html', 'css/site.css', 'js/shop.js'].map((Key) => s3.putObject({ Bucket, Key, Body: `/* ${Key} */\n` })),
  );
};

const makeLogs = async (s3: S3): Promise<void> => {
  const Bucket = buckets.logs;
  await makeBucket(s3, Bucket);
  await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: blockAll });
  await s3.putBucketPolicy({ Bucket, Policy: logDelivery });
};

const makeBackups = async (s3: S3, backupKey: string): Promise<void> => {
  const Bucket = buckets.backups;
  await makeBucket(s3, Bucket);
  await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: blockAll });
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: enabled });
  await s3.putBucketEncryption({
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: backupKey },
          BucketKeyEnabled: true,
        },
      ],
    },
  });
  await s3.putObject({ Bucket, Key: 'db-1/shop.dump', Body: Buffer.alloc(4_096, 'shop') });
};
