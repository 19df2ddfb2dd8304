import type { VaultSettings } from './vault.js';

const writing = [
  's3:PutObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
] as const;

const reading = ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention', 's3:GetObjectLegalHold'] as const;

/** IAM actions on the bucket as a whole: how it keeps things, and which uploads are open. */
const aboutBucket = [
  's3:GetBucketVersioning',
  's3:GetBucketObjectLockConfiguration',
  's3:ListBucketMultipartUploads',
] as const;

/** What a session is for: keeping evidence, or looking at what is kept. */
export type VaultAccess = 'keep' | 'read';

/**
 * The session policy for one object of the vault: whatever the role may do, its session can touch this object and no
 * other, and can delete nothing and shorten no retention. A multipart upload under a KMS key needs `kms:GenerateDataKey`
 * and `kms:Decrypt` (Amazon S3 User Guide, "Uploading and copying objects using multipart upload").
 */
export const objectPolicy = ({ bucket, keyArn, tools }: VaultSettings, key: string, access: VaultAccess): string => {
  // What runs on suspect hosts is put there by people, and only read by us.
  const isTool = Object.values(tools).some((tool) => tool?.key === key);
  const isRead = access === 'read';
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: isTool || isRead ? reading : [...writing, ...reading],
        Resource: `arn:aws:s3:::${bucket}/${key}`,
      },
      isRead ? versionsOf(bucket, key) : { Effect: 'Allow', Action: aboutBucket, Resource: `arn:aws:s3:::${bucket}` },
      ...(keyArn ? [keysOf(keyArn)] : []),
    ],
  });
};

/** The session policy for seals: written, read back and listed below `place`, and nothing else of the vault. */
export const sealPolicy = ({ bucket, keyArn }: VaultSettings, place: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:PutObjectRetention', 's3:GetObject', 's3:GetObjectRetention'],
        Resource: `arn:aws:s3:::${bucket}/${place}*`,
      },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${bucket}`,
        Condition: { StringLike: { 's3:prefix': `${place}*` } },
      },
      ...(keyArn ? [keysOf(keyArn)] : []),
    ],
  });

// Without it S3 tells a version that is gone from one that may not be read to nobody ("GetObject", API Reference).
const versionsOf = (bucket: string, key: string): object => ({
  Effect: 'Allow',
  Action: 's3:ListBucketVersions',
  Resource: `arn:aws:s3:::${bucket}`,
  Condition: { StringEquals: { 's3:prefix': key } },
});

const keysOf = (keyArn: string): object => ({
  Effect: 'Allow',
  Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
  Resource: keyArn,
});
