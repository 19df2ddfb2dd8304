import type { World } from '../../world/world.js';
import { findKey } from '../kms/lookup.js';
import { deliverObject, mayDeliver, type LogObject, type LogWriter } from '../log-delivery.js';
import { AwsFailure, type Place } from '../operation.js';
import { bucketArn, objectArn } from '../s3/needs.js';
import { buckets } from '../s3/records.js';
import { logFolder } from './log-files.js';
import type { TrailRecord } from './trail-records.js';

/** Refuses, as CreateTrail and UpdateTrail do, a bucket or key that CloudTrail could not deliver with. */
export const checkLogBucket = (place: Place, trail: TrailRecord): void => {
  const { world } = place;
  const writer = writerOf(trail);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(trail.bucket))
    throw new AwsFailure('InvalidS3BucketNameException', `Bucket name ${trail.bucket} is not valid.`);
  if (buckets(world).get(trail.bucket) === undefined)
    throw new AwsFailure('S3BucketDoesNotExistException', `S3 bucket ${trail.bucket} does not exist!`);
  const looks = { action: 's3:GetBucketAcl', resources: [bucketArn(trail.bucket)] };
  const writes = { action: 's3:PutObject', resources: [objectArn(trail.bucket, `${logFolder(trail)}/CloudTrail/x`)] };
  if (!mayDeliver(world, writer, looks) || !mayDeliver(world, writer, writes))
    throw new AwsFailure(
      'InsufficientS3BucketPolicyException',
      `Incorrect S3 bucket policy is detected for bucket: ${trail.bucket}`,
    );
  if (trail.kmsKeyId !== undefined) checkKey(place, trail, trail.kmsKeyId);
};

const checkKey = (place: Place, trail: TrailRecord, reference: string): void => {
  const key = keyFor(place, reference);
  if (key.state === 'Disabled') throw new AwsFailure('KmsKeyDisabledException', `KMS key ${reference} is disabled.`);
  if (!mayDeliver(place.world, writerOf(trail), { action: 'kms:GenerateDataKey', resources: [key.arn] }))
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
  file: Pick<LogObject, 'key' | 'body' | 'metadata'>,
): string | undefined =>
  deliverObject(world, writerOf(trail), trail.bucket, {
    ...file,
    contentType: 'application/json',
    encryption:
      trail.kmsKeyId === undefined
        ? { ServerSideEncryption: 'AES256' }
        : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: trail.kmsKeyId },
  });

const writerOf = ({ account, arn }: TrailRecord): LogWriter => ({
  service: 'cloudtrail.amazonaws.com',
  account,
  sourceArn: arn,
  context: { 'kms:EncryptionContext:aws:cloudtrail:arn': arn },
});
