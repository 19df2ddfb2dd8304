import type { Statement } from './statements.js';

const onBucket = (bucket: string): readonly string[] => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];

/** TLS, of version 1.2 at least: `aws:SecureTransport`, `s3:TlsVersion` ("Bucket policy examples using condition keys"). */
const onlyTls = (bucket: string): readonly Statement[] => {
  const all = { Effect: 'Deny', Principal: '*', Action: ['s3:*'], Resource: onBucket(bucket) } as const;
  return [
    { Sid: 'OnlyTls', ...all, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    { Sid: 'NoOldTls', ...all, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
  ];
};

/**
 * Nobody deletes, and nobody changes how the bucket keeps things, this policy included. That locks nobody out for ever:
 * the root user of the bucket's account can always delete or replace the policy (Amazon S3 API, "DeleteBucketPolicy"), or
 * whoever the organization's root tasks let (`S3UnlockBucketPolicy`). Compliance locks outlive even that.
 */
const nothingIsTakenAway = (bucket: string): readonly Statement[] => [
  {
    Sid: 'NobodyDeletes',
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'],
    Resource: [`arn:aws:s3:::${bucket}/*`],
  },
  {
    Sid: 'NobodyChangesHowItKeeps',
    Effect: 'Deny',
    Principal: '*',
    Action: [
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:PutBucketAcl',
      's3:PutBucketObjectLockConfiguration',
      's3:PutBucketOwnershipControls',
      's3:PutBucketPolicy',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketVersioning',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:PutReplicationConfiguration',
    ],
    Resource: [`arn:aws:s3:::${bucket}`],
  },
];

const algorithm = 's3:x-amz-server-side-encryption';
const keyId = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const customerKey = 's3:x-amz-server-side-encryption-customer-algorithm';

/**
 * No upload under another key than the vault's. One that names no encryption gets the bucket's default. `Null` is needed:
 * a negated operator is true of a key that is not there (IAM User Guide, "IAM JSON policy elements: Condition operators").
 */
const onlyKey = (bucket: string, keyArn: string): readonly Statement[] => {
  const put = {
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:PutObject'],
    Resource: [`arn:aws:s3:::${bucket}/*`],
  } as const;
  return [
    {
      Sid: 'NoOtherKey',
      ...put,
      Condition: { Null: { [keyId]: 'false' }, StringNotEquals: { [keyId]: keyArn } },
    },
    // `AES256`, or `aws:kms` with the key that AWS manages.
    { Sid: 'NoKeyOfAws', ...put, Condition: { Null: { [algorithm]: 'false', [keyId]: 'true' } } },
    { Sid: 'NoKeyOfTheWriter', ...put, Condition: { Null: { [customerKey]: 'false' } } },
  ];
};

/** The policy of the vault's bucket. It allows nothing: who may do what is said by the role. */
export const bucketStatements = (bucket: string, keyArn: string): readonly Statement[] => [
  ...onlyTls(bucket),
  ...nothingIsTakenAway(bucket),
  ...onlyKey(bucket, keyArn),
];

/** The policy of the bucket that the vault's trail is kept in: CloudTrail writes, for this trail alone, and nobody deletes. */
export const logBucketStatements = (
  bucket: string,
  { account, trailArn }: { readonly account: string; readonly trailArn: string },
): readonly Statement[] => {
  const byTrail = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } } as const;
  return [
    ...onlyTls(bucket),
    ...nothingIsTakenAway(bucket),
    {
      Sid: 'TrailLooks',
      ...byTrail,
      Action: ['s3:GetBucketAcl'],
      Resource: [`arn:aws:s3:::${bucket}`],
      Condition: { StringEquals: { 'aws:SourceArn': trailArn } },
    },
    {
      Sid: 'TrailWrites',
      ...byTrail,
      Action: ['s3:PutObject'],
      Resource: [`arn:aws:s3:::${bucket}/AWSLogs/${account}/*`],
      Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': trailArn } },
    },
  ];
};
