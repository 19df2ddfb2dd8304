import type { Call, Need } from '../operation.js';
import { noSuchKey, notImplemented, notModified, preconditionFailed } from './failures.js';
import { objectNeed } from './needs.js';
import type { BucketRecord } from './records.js';
import { newestOf, type ObjectVersion } from './versions.js';

/** Conditions on what is read. */
export type ReadConditions = {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
};

/** Conditions on what is written. */
export type WriteConditions = Pick<ReadConditions, 'IfMatch' | 'IfNoneMatch'>;

const isNamed = (etag: string, condition: string): boolean =>
  condition.split(',').some((one) => {
    const name = one.trim();
    return name === '*' || name.replace(/^(W\/)?"?|"$/g, '') === etag;
  });

/** Times in headers have no milliseconds. */
const seconds = (at: number): number => Math.floor(at / 1000);

/** Lets a read pass, or ends it with PreconditionFailed or NotModified (RFC 9110, 13.2.2). */
export const checkRead = ({ at, object: { etag } }: ObjectVersion, conditions: ReadConditions): void => {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!isNamed(etag, IfMatch)) throw preconditionFailed({ Condition: 'If-Match' });
  } else if (IfUnmodifiedSince !== undefined && seconds(at) > seconds(Number(IfUnmodifiedSince)))
    throw preconditionFailed({ Condition: 'If-Unmodified-Since' });
  if (IfNoneMatch !== undefined) {
    if (isNamed(etag, IfNoneMatch)) throw notModified();
  } else if (IfModifiedSince !== undefined && seconds(at) <= seconds(Number(IfModifiedSince))) throw notModified();
};

/** As `checkRead` for the source of a copy, where everything that fails is PreconditionFailed. */
export const checkSource = (source: ObjectVersion, conditions: ReadConditions): void => {
  try {
    checkRead(source, conditions);
  } catch {
    throw preconditionFailed();
  }
};

/** Lets a write pass only when the object is as its writer believes: PreconditionFailed, NoSuchKey. */
export const checkWrite = (
  call: Call,
  bucket: BucketRecord,
  Key: string,
  { IfMatch, IfNoneMatch }: WriteConditions,
): void => {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw notImplemented({ Header: 'If-None-Match' });
  const present = newestOf(call, bucket, Key)?.object;
  if (IfNoneMatch !== undefined && present !== undefined) throw preconditionFailed({ Condition: 'If-None-Match' });
  if (IfMatch === undefined) return;
  if (present === undefined) throw noSuchKey({ Key });
  if (!isNamed(present.etag, IfMatch)) throw preconditionFailed({ Condition: 'If-Match' });
};

/** What a conditional write needs besides: whoever compares ETags must be allowed to read. */
export const conditionNeeds = (bucket: BucketRecord, key: string, { IfMatch }: WriteConditions): readonly Need[] =>
  IfMatch === undefined ? [] : [objectNeed('GetObject', bucket, key)];
