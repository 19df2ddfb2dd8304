import { createHash } from 'node:crypto';
import type { World } from '../../world/world.js';
import { findKey } from '../kms/lookup.js';
import { AwsFailure, type Place } from '../operation.js';
import { bucketArn, objectArn } from '../s3/needs.js';
import { putObjectOperations } from '../s3/put-object.js';
import { buckets } from '../s3/records.js';
import { logFolder } from './log-files.js';
import { callToBucket, mayCloudTrail } from './service-principal.js';
import type { TrailRecord } from './trail-records.js';

/** A file that a trail delivers: gzipped JSON. */
export type LogObject = {
  readonly key: string;
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
};

/** Refuses, as CreateTrail and UpdateTrail do, a bucket or key that CloudTrail could not deliver with. */
export const checkLogBucket = (place: Place, trail: TrailRecord): void => {
  const { world } = place;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(trail.bucket))
    throw new AwsFailure('InvalidS3BucketNameException', `Bucket name ${trail.bucket} is not valid.`);
  if (buckets(world).get(trail.bucket) === undefined)
    throw new AwsFailure('S3BucketDoesNotExistException', `S3 bucket ${trail.bucket} does not exist!`);
  const looks = { action: 's3:GetBucketAcl', resources: [bucketArn(trail.bucket)] };
  const writes = { action: 's3:PutObject', resources: [objectArn(trail.bucket, `${logFolder(trail)}/CloudTrail/x`)] };
  if (!mayCloudTrail(world, trail, looks) || !mayCloudTrail(world, trail, writes))
    throw new AwsFailure(
      'InsufficientS3BucketPolicyException',
      `Incorrect S3 bucket policy is detected for bucket: ${trail.bucket}`,
    );
  if (trail.kmsKeyId !== undefined) checkKey(place, trail, trail.kmsKeyId);
};

const checkKey = (place: Place, trail: TrailRecord, reference: string): void => {
  const key = keyFor(place, reference);
  if (key.state === 'Disabled') throw new AwsFailure('KmsKeyDisabledException', `KMS key ${reference} is disabled.`);
  if (!mayCloudTrail(place.world, trail, { action: 'kms:GenerateDataKey', resources: [key.arn] }))
    throw new AwsFailure(
      'InsufficientEncryptionPolicyException',
      `Insufficient permissions to access S3 bucket ${trail.bucket} or KMS key ${reference}.`,
    );
};

const keyFor = (place: Place, reference: string) => {
  try {
    return findKey(place, reference);
  } catch {
    throw new AwsFailure('KmsKeyNotFoundException', `KMS key ${reference} is not found.`);
  }
};

/** Writes a file into the trail's bucket, as far as the bucket's policy lets CloudTrail; says S3's error, if any. */
export const writeLogObject = (
  world: World,
  trail: TrailRecord,
  { key, body, metadata }: LogObject,
): string | undefined => {
  const bucket = buckets(world).get(trail.bucket);
  if (bucket === undefined) return 'NoSuchBucket';
  const call = callToBucket(world, trail, bucket);
  try {
    call.require({ action: 's3:PutObject', resources: [objectArn(bucket.name, key)] });
    const input = {
      Bucket: bucket.name,
      Key: key,
      Body: body,
      ContentType: 'application/json',
      ContentEncoding: 'gzip',
      ContentMD5: createHash('md5').update(body).digest('base64'),
      Metadata: metadata,
      ...(trail.kmsKeyId === undefined
        ? { ServerSideEncryption: 'AES256' }
        : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: trail.kmsKeyId }),
    };
    putObjectOperations['PutObject']?.run(call, input as never);
    return undefined;
  } catch (error) {
    if (error instanceof AwsFailure) return error.code;
    throw error;
  }
};
