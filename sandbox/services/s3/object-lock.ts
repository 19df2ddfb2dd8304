import type {
  GetObjectLegalHoldOutput,
  GetObjectLegalHoldRequest,
  GetObjectRetentionOutput,
  GetObjectRetentionRequest,
  PutObjectLegalHoldRequest,
  PutObjectRetentionRequest,
} from '@aws-sdk/client-s3';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { malformedXml, missingLock } from './failures.js';
import { bucketOf } from './find-bucket.js';
import { checkRetentionChange, future, lockKeys } from './lock.js';
import { objectNeed, onObject, type OnObject } from './needs.js';
import type { BucketRecord, ObjectFacts, Retention } from './records.js';
import { changeObject, objectFor, type ObjectVersion } from './versions.js';

/** A version of an object in a bucket that has Object Lock. */
const lockable = (call: Call, input: OnObject): { readonly bucket: BucketRecord; readonly version: ObjectVersion } => {
  const bucket = bucketOf(call, input);
  if (bucket.lock === undefined) throw missingLock();
  return { bucket, version: objectFor(call, bucket, input) };
};

const noConfiguration = (): AwsFailure =>
  new AwsFailure('NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration', 404);

/** The retention that a request wants; none takes it away. */
const wantedRetention = (call: Call, { Retention: asked }: PutObjectRetentionRequest): Retention | undefined => {
  const { Mode: mode, RetainUntilDate: date } = asked ?? {};
  if (mode === undefined && date === undefined) return undefined;
  if (mode === undefined || date === undefined) throw malformedXml();
  return { mode, until: future(call, date) };
};

const withRetention = (before: ObjectFacts, wanted: Retention | undefined): ObjectFacts => {
  const { retention: _, ...object } = before;
  return { ...object, ...(wanted && { retention: wanted }) };
};

/** Put/GetObjectRetention, Put/GetObjectLegalHold. */
export const objectLockOperations: Operations = {
  PutObjectRetention: operation<PutObjectRetentionRequest, object>(
    (call, input) => {
      const { bucket, version } = lockable(call, input);
      const key = input.Key ?? '';
      const wanted = wantedRetention(call, input);
      checkRetentionChange(call, bucket, key, version.object, wanted, input.BypassGovernanceRetention === true);
      changeObject(call, bucket, key, version, (object) => withRetention(object, wanted));
      return {};
    },
    (call, input) => {
      const { Mode, RetainUntilDate } = input.Retention ?? {};
      const locks = { ObjectLockMode: Mode, ObjectLockRetainUntilDate: RetainUntilDate };
      return [objectNeed('PutObjectRetention', bucketOf(call, input), input.Key ?? '', lockKeys(call, locks))];
    },
  ),

  GetObjectRetention: operation<GetObjectRetentionRequest, GetObjectRetentionOutput>((call, input) => {
    const { retention } = lockable(call, input).version.object;
    if (retention === undefined) throw noConfiguration();
    return { Retention: { Mode: retention.mode, RetainUntilDate: new Date(retention.until) } };
  }, onObject('GetObjectRetention')),

  PutObjectLegalHold: operation<PutObjectLegalHoldRequest, object>(
    (call, input) => {
      const { bucket, version } = lockable(call, input);
      const legalHold = input.LegalHold?.Status;
      if (legalHold === undefined) throw malformedXml();
      changeObject(call, bucket, input.Key ?? '', version, (object) => ({ ...object, legalHold }));
      return {};
    },
    (call, input) => [
      objectNeed('PutObjectLegalHold', bucketOf(call, input), input.Key ?? '', {
        's3:object-lock-legal-hold': input.LegalHold?.Status,
      }),
    ],
  ),

  GetObjectLegalHold: operation<GetObjectLegalHoldRequest, GetObjectLegalHoldOutput>((call, input) => {
    const { legalHold } = lockable(call, input).version.object;
    if (legalHold === undefined) throw noConfiguration();
    return { LegalHold: { Status: legalHold } };
  }, onObject('GetObjectLegalHold')),
};
