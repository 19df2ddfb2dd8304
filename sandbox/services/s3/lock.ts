import type { ObjectLockLegalHoldStatus, ObjectLockMode } from '@aws-sdk/client-s3';
import type { Call } from '../operation.js';
import { accessDenied, invalidArgument, invalidRequest, missingLock } from './failures.js';
import { objectNeed, type Context } from './needs.js';
import type { BucketRecord, DefaultRetention, ObjectFacts, Retention, VersionRecord } from './records.js';

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** Object Lock as a write asks for it. */
export type LockInput = {
  readonly ObjectLockMode?: ObjectLockMode | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectLockLegalHoldStatus?: ObjectLockLegalHoldStatus | undefined;
};

/** Whether a write to the bucket will be locked, by its own wish or the bucket's. */
const isLocking = (bucket: BucketRecord, input: LockInput): boolean =>
  bucket.lock?.retention !== undefined || asks(input);

const asks = ({ ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus }: LockInput): boolean =>
  ObjectLockMode !== undefined || ObjectLockRetainUntilDate !== undefined || ObjectLockLegalHoldStatus !== undefined;

/** The locks that a write asks for: InvalidRequest, InvalidArgument. */
export const askedLocks = (
  call: Call,
  bucket: BucketRecord,
  input: LockInput,
): Pick<ObjectFacts, 'retention' | 'legalHold'> => {
  if (!asks(input)) return {};
  if (bucket.lock === undefined) throw missingLock();
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: date, ObjectLockLegalHoldStatus: hold } = input;
  if ((mode === undefined) !== (date === undefined))
    throw invalidArgument('x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied');
  return {
    ...(mode !== undefined && date !== undefined && { retention: { mode, until: future(call, date) } }),
    ...(hold !== undefined && { legalHold: hold }),
  };
};

/** A date of retention, which cannot be in the past. */
export const future = (call: Call, date: Date): number => {
  if (Number(date) <= call.world.clock.now()) throw invalidArgument('The retain until date must be in the future!');
  return Number(date);
};

/** The retention of an object that is written now without one of its own. */
export const defaultRetention = (call: Call, { lock }: BucketRecord): { readonly retention?: Retention } =>
  lock?.retention === undefined
    ? {}
    : { retention: { mode: lock.retention.mode, until: call.world.clock.now() + lengthOf(lock.retention) } };

const lengthOf = ({ days = 0, years = 0 }: DefaultRetention): number => days * DAY + years * YEAR;

/** Refuses (AccessDenied) to delete a version for ever while it is locked. */
export const checkDelete = (
  call: Call,
  bucket: BucketRecord,
  key: string,
  { object }: VersionRecord,
  bypass: boolean,
): void => {
  if (object === undefined) return;
  if (object.legalHold === 'ON') throw locked();
  if (isRetained(call, object)) checkBypass(call, bucket, key, object.retention?.mode, bypass);
};

/**
 * Refuses (AccessDenied) a change of retention that AWS does not allow: COMPLIANCE is only ever made longer, by
 * whomever it is asked; GOVERNANCE too, unless it is bypassed.
 */
export const checkRetentionChange = (
  call: Call,
  bucket: BucketRecord,
  key: string,
  object: ObjectFacts,
  wanted: Retention | undefined,
  bypass: boolean,
): void => {
  const { retention } = object;
  if (retention === undefined || !isRetained(call, object)) return;
  if (wanted?.mode === retention.mode && wanted.until >= retention.until) return;
  checkBypass(call, bucket, key, retention.mode, bypass);
};

const isRetained = (call: Call, { retention }: ObjectFacts): boolean =>
  retention !== undefined && retention.until > call.world.clock.now();

const checkBypass = (
  call: Call,
  bucket: BucketRecord,
  key: string,
  mode: Retention['mode'] | undefined,
  bypass: boolean,
): void => {
  if (mode !== 'GOVERNANCE' || !bypass) throw locked();
  call.require(objectNeed('BypassGovernanceRetention', bucket, key));
};

const locked = () => accessDenied('Access Denied because object protected by object lock.');

/** Refuses a locking write whose body nothing vouches for. */
export const checkVouched = (
  bucket: BucketRecord,
  input: LockInput,
  vouched: boolean,
  request: 'Put Object' | 'Put Part',
): void => {
  if (!isLocking(bucket, input) || vouched) return;
  throw invalidRequest(
    `Content-MD5 OR x-amz-checksum- HTTP header is required for ${request} requests with Object Lock parameters`,
  );
};

/** Condition keys of the locks that a request asks for. */
export const lockKeys = (call: Call, input: LockInput): Context => {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: date, ObjectLockLegalHoldStatus: hold } = input;
  return {
    's3:object-lock-mode': mode,
    's3:object-lock-retain-until-date': date?.toISOString(),
    's3:object-lock-remaining-retention-days':
      date === undefined ? undefined : String(Math.ceil((Number(date) - call.world.clock.now()) / DAY)),
    's3:object-lock-legal-hold': hold,
  };
};

/** The output members that show the locks of an object, as far as the caller may see them. */
export const shownLocks = (
  may: (action: string) => boolean,
  { retention, legalHold }: ObjectFacts,
): {
  readonly ObjectLockMode?: ObjectLockMode;
  readonly ObjectLockRetainUntilDate?: Date;
  readonly ObjectLockLegalHoldStatus?: ObjectLockLegalHoldStatus;
} => ({
  ...(retention !== undefined &&
    may('GetObjectRetention') && {
      ObjectLockMode: retention.mode,
      ObjectLockRetainUntilDate: new Date(retention.until),
    }),
  ...(legalHold !== undefined && may('GetObjectLegalHold') && { ObjectLockLegalHoldStatus: legalHold }),
});
