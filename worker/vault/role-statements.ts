import type { VaultSettings } from '../../activities/aws/vault.js';
import type { Statement } from './statements.js';

/** What the role trusts: one principal, which has to know the external id. */
export const trustStatements = (worker: string, externalId: string): readonly Statement[] => [
  {
    Sid: 'Worker',
    Effect: 'Allow',
    Principal: { AWS: worker },
    Action: ['sts:AssumeRole'],
    Condition: { StringEquals: { 'sts:ExternalId': externalId } },
  },
];

/** What the role may do: write, lock, hold and read back. It deletes nothing, lifts no hold, and writes no tools. */
export const roleStatements = ({ bucket }: VaultSettings, keyArn: string): readonly Statement[] => [
  {
    Sid: 'Keep',
    Effect: 'Allow',
    Action: ['s3:PutObject', 's3:PutObjectRetention', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    Resource: [`arn:aws:s3:::${bucket}/*`],
  },
  {
    Sid: 'Hold',
    Effect: 'Allow',
    Action: ['s3:PutObjectLegalHold'],
    Resource: [`arn:aws:s3:::${bucket}/*`],
    Condition: { StringEquals: { 's3:object-lock-legal-hold': 'ON' } },
  },
  {
    Sid: 'Read',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention', 's3:GetObjectLegalHold'],
    Resource: [`arn:aws:s3:::${bucket}/*`],
  },
  {
    Sid: 'LookAround',
    Effect: 'Allow',
    Action: [
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:ListBucketMultipartUploads',
      's3:GetBucketVersioning',
      's3:GetBucketObjectLockConfiguration',
      's3:GetEncryptionConfiguration',
    ],
    Resource: [`arn:aws:s3:::${bucket}`],
  },
  { Sid: 'ToolsAreGiven', Effect: 'Deny', Action: ['s3:PutObject'], Resource: [`arn:aws:s3:::${bucket}/tools/*`] },
  { Sid: 'Encrypt', Effect: 'Allow', Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: [keyArn] },
];
