import { afterAll, beforeEach, expect, test } from '@jest/globals';
import type { GetObjectRetentionOutput, HeadObjectOutput } from '@aws-sdk/client-s3';
import { AwsFailure } from '../../../../sandbox/services/operation.js';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { digest, openS3Bench } from './s3-bench.js';

const refused = new Set<string>();
const bench = openS3Bench((_world, _request, { action }) => {
  if (refused.has(action)) throw new AwsFailure('AccessDenied', action, 403);
});
beforeEach(() => refused.clear());
afterAll(() => bench.close());

const DAY = 86_400_000;
const Bucket = bench.bucket({ locked: true });
const Key = 'seal';
const inDays = (days: number): Date => new Date(bench.world.clock.now() + days * DAY);
const written = (Mode?: string, days = 10): string =>
  bench.put(Bucket, Key, 'evidence', {
    ContentMD5: digest('md5', 'evidence'),
    ...(Mode !== undefined && { ObjectLockMode: Mode, ObjectLockRetainUntilDate: inDays(days) }),
  }).VersionId ?? '';
const retain = (VersionId: string, Retention: object, more: object = {}) => ({
  Bucket,
  Key,
  VersionId,
  Retention,
  ...more,
});
const bypass = { BypassGovernanceRetention: true };

test('COMPLIANCE is never shortened, weakened or deleted, not even by root with a bypass', () => {
  const VersionId = written('COMPLIANCE');
  for (const more of [{}, bypass]) {
    for (const Retention of [
      { Mode: 'COMPLIANCE', RetainUntilDate: inDays(5) },
      { Mode: 'GOVERNANCE', RetainUntilDate: inDays(50) },
      {},
    ])
      expect(bench.refusal(s3, 'PutObjectRetention', retain(VersionId, Retention, more))).toBe('AccessDenied');
    expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key, VersionId, ...more })).toBe('AccessDenied');
  }
  const RetainUntilDate = inDays(20);
  bench.call(s3, 'PutObjectRetention', retain(VersionId, { Mode: 'COMPLIANCE', RetainUntilDate }));
  expect(bench.call<GetObjectRetentionOutput>(s3, 'GetObjectRetention', { Bucket, Key, VersionId }).Retention).toEqual({
    Mode: 'COMPLIANCE',
    RetainUntilDate,
  });
  expect(bench.text(Bucket, Key, { VersionId })).toBe('evidence');
});

test('GOVERNANCE is lifted by who says so and is allowed to, and by nobody else', () => {
  const VersionId = written('GOVERNANCE');
  const shorter = retain(VersionId, { Mode: 'GOVERNANCE', RetainUntilDate: inDays(5) });
  bench.call(s3, 'PutObjectRetention', retain(VersionId, { Mode: 'GOVERNANCE', RetainUntilDate: inDays(12) }));
  expect(bench.refusal(s3, 'PutObjectRetention', shorter)).toBe('AccessDenied');
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key, VersionId })).toBe('AccessDenied');
  refused.add('s3:BypassGovernanceRetention');
  expect(bench.refusal(s3, 'PutObjectRetention', { ...shorter, ...bypass })).toBe('AccessDenied');
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key, VersionId, ...bypass })).toBe('AccessDenied');
  refused.clear();
  bench.call(s3, 'PutObjectRetention', { ...shorter, ...bypass });
  bench.call(s3, 'DeleteObject', { Bucket, Key, VersionId, ...bypass });
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key, VersionId })).toBe('NoSuchVersion');
});

test('retention ends on the clock of the world', () => {
  const VersionId = written('COMPLIANCE', 1);
  bench.pass(DAY - 5000);
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key, VersionId })).toBe('AccessDenied');
  bench.pass(6000);
  bench.call(s3, 'DeleteObject', { Bucket, Key, VersionId });
});

test('a legal hold keeps a version until it is taken off, whatever its retention', () => {
  const VersionId = written();
  const hold = (Status: string): unknown =>
    bench.call(s3, 'PutObjectLegalHold', { Bucket, Key, VersionId, LegalHold: { Status } });
  expect(bench.refusal(s3, 'GetObjectLegalHold', { Bucket, Key, VersionId })).toBe('NoSuchObjectLockConfiguration');
  hold('ON');
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key, VersionId, ...bypass })).toBe('AccessDenied');
  expect(bench.call(s3, 'GetObjectLegalHold', { Bucket, Key, VersionId })).toEqual({ LegalHold: { Status: 'ON' } });
  hold('OFF');
  bench.call(s3, 'DeleteObject', { Bucket, Key, VersionId });
});

test('a locked object can be hidden behind a marker, and is there all the same', () => {
  const VersionId = written('COMPLIANCE');
  expect(bench.call(s3, 'DeleteObject', { Bucket, Key })).toMatchObject({ DeleteMarker: true });
  expect(bench.text(Bucket, Key, { VersionId })).toBe('evidence');
});

test('a write over a locked object makes another version, and leaves the locked one as it was', () => {
  const VersionId = written('COMPLIANCE');
  const over = bench.put(Bucket, Key, 'something else', { ContentMD5: digest('md5', 'something else') });
  expect(over.VersionId).not.toBe(VersionId);
  expect(bench.text(Bucket, Key)).toBe('something else');
  expect(bench.text(Bucket, Key, { VersionId })).toBe('evidence');
  // The new one has no lock of its own, and takes none away.
  bench.call(s3, 'DeleteObject', { Bucket, Key, VersionId: over.VersionId });
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key, VersionId, ...bypass })).toBe('AccessDenied');
});

test('hold and retention are apart: either keeps a version without the other', () => {
  const VersionId = written('GOVERNANCE');
  const hold = (Status: string): unknown =>
    bench.call(s3, 'PutObjectLegalHold', { Bucket, Key, VersionId, LegalHold: { Status } });
  hold('ON');
  bench.call(s3, 'PutObjectRetention', retain(VersionId, {}, bypass));
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key, VersionId, ...bypass })).toBe('AccessDenied');
  bench.call(s3, 'PutObjectRetention', retain(VersionId, { Mode: 'GOVERNANCE', RetainUntilDate: inDays(2) }));
  hold('OFF');
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key, VersionId })).toBe('AccessDenied');
  bench.call(s3, 'DeleteObject', { Bucket, Key, VersionId, ...bypass });
});

test('nobody locks, holds or bypasses without the right to it', () => {
  const VersionId = written('GOVERNANCE');
  const longer = retain(VersionId, { Mode: 'GOVERNANCE', RetainUntilDate: inDays(30) });
  const hold = { Bucket, Key, VersionId, LegalHold: { Status: 'ON' } };
  for (const action of ['PutObjectRetention', 'PutObjectLegalHold', 'DeleteObjectVersion']) refused.add(`s3:${action}`);
  expect(bench.refusal(s3, 'PutObjectRetention', longer)).toBe('AccessDenied');
  expect(bench.refusal(s3, 'PutObjectLegalHold', hold)).toBe('AccessDenied');
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key, VersionId, ...bypass })).toBe('AccessDenied');
});

test('a bucket that holds locked versions cannot be deleted', () => {
  const vault = bench.bucket({ locked: true });
  bench.put(vault, Key, 'evidence', {
    ContentMD5: digest('md5', 'evidence'),
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: inDays(1),
  });
  bench.call(s3, 'DeleteObject', { Bucket: vault, Key });
  expect(bench.refusal(s3, 'DeleteBucket', { Bucket: vault })).toBe('BucketNotEmpty');
});

test('a locked version among many is not deleted, the others are', () => {
  const [locked, free] = [written('COMPLIANCE'), written()];
  const Objects = [
    { Key, VersionId: locked },
    { Key, VersionId: free },
  ];
  expect(bench.call(s3, 'DeleteObjects', { Bucket, Delete: { Objects } })).toMatchObject({
    Deleted: [{ VersionId: free }],
    Errors: [{ VersionId: locked, Code: 'AccessDenied' }],
  });
});

test('the retention of an object is its own, what a head shows, and an error where there is none', () => {
  const RetainUntilDate = inDays(3);
  const { VersionId } = bench.put(Bucket, Key, 'evidence', {
    ContentMD5: digest('md5', 'evidence'),
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: RetainUntilDate,
    ObjectLockLegalHoldStatus: 'ON',
  });
  const head = (): HeadObjectOutput => bench.call(s3, 'HeadObject', { Bucket, Key, VersionId });
  expect(head()).toMatchObject({
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: RetainUntilDate,
    ObjectLockLegalHoldStatus: 'ON',
  });
  refused.add('s3:GetObjectRetention');
  expect(head()).not.toHaveProperty('ObjectLockMode');
  refused.clear();
  expect(bench.refusal(s3, 'GetObjectRetention', { Bucket, Key, VersionId: written() })).toBe(
    'NoSuchObjectLockConfiguration',
  );
});

test('a write with a lock needs somebody to vouch for its body, and a date that is to come', () => {
  const put = {
    Bucket,
    Key,
    Body: Buffer.from('x'),
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: inDays(1),
  };
  expect(bench.refusal(s3, 'PutObject', put)).toBe('InvalidRequest');
  bench.call(s3, 'PutObject', { ...put, ChecksumSHA256: digest('sha256', 'x') });
  const vouched = { ...put, ContentMD5: digest('md5', 'x') };
  expect(bench.refusal(s3, 'PutObject', { ...vouched, ObjectLockRetainUntilDate: inDays(-1) })).toBe('InvalidArgument');
  const { ObjectLockRetainUntilDate: _, ...dateless } = vouched;
  expect(bench.refusal(s3, 'PutObject', dateless)).toBe('InvalidArgument');
  expect(bench.refusal(s3, 'PutObject', { ...vouched, Bucket: bench.bucket() })).toBe('InvalidRequest');
});

test('a bucket’s default retention is that of every new object without one of its own', () => {
  const vault = bench.bucket({ locked: true });
  const Rule = { DefaultRetention: { Mode: 'COMPLIANCE', Days: 7 } };
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule };
  bench.call(s3, 'PutObjectLockConfiguration', { Bucket: vault, ObjectLockConfiguration });
  expect(bench.call(s3, 'GetObjectLockConfiguration', { Bucket: vault })).toEqual({ ObjectLockConfiguration });
  expect(bench.refusal(s3, 'PutObject', { Bucket: vault, Key, Body: Buffer.from('x') })).toBe('InvalidRequest');
  const now = bench.world.clock.now();
  const { VersionId } = bench.put(vault, Key, 'x', { ContentMD5: digest('md5', 'x') });
  const { Retention } = bench.call<GetObjectRetentionOutput>(s3, 'GetObjectRetention', { Bucket: vault, Key });
  expect(Retention?.Mode).toBe('COMPLIANCE');
  expect(Number(Retention?.RetainUntilDate) - now).toBeGreaterThanOrEqual(7 * DAY);
  expect(bench.refusal(s3, 'DeleteObject', { Bucket: vault, Key, VersionId })).toBe('AccessDenied');
});

test('an upload in parts is locked as it was begun', () => {
  const { UploadId } = bench.call<{ UploadId: string }>(s3, 'CreateMultipartUpload', {
    Bucket,
    Key: 'memory',
    ChecksumAlgorithm: 'SHA256',
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: inDays(9),
  });
  const body = Buffer.from('pages');
  const part = { Bucket, Key: 'memory', UploadId, PartNumber: 1, Body: body };
  const ChecksumSHA256 = digest('sha256', body);
  expect(bench.refusal(s3, 'UploadPart', part)).toBe('InvalidRequest');
  const { ETag } = bench.call<{ ETag: string }>(s3, 'UploadPart', { ...part, ChecksumSHA256 });
  const { VersionId } = bench.call<{ VersionId: string }>(s3, 'CompleteMultipartUpload', {
    Bucket,
    Key: 'memory',
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag, ChecksumSHA256 }] },
  });
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key: 'memory', VersionId, ...bypass })).toBe('AccessDenied');
});

test('a bucket with Object Lock keeps its versions, and one without versions gets none', () => {
  const VersioningConfiguration = { Status: 'Suspended' };
  expect(bench.refusal(s3, 'PutBucketVersioning', { Bucket, VersioningConfiguration })).toBe('InvalidBucketState');
  const plain = bench.bucket();
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' };
  expect(bench.refusal(s3, 'PutObjectLockConfiguration', { Bucket: plain, ObjectLockConfiguration })).toBe(
    'InvalidBucketState',
  );
  expect(bench.refusal(s3, 'GetObjectLockConfiguration', { Bucket: plain })).toBe(
    'ObjectLockConfigurationNotFoundError',
  );
  bench.put(plain, Key);
  expect(bench.refusal(s3, 'GetObjectRetention', { Bucket: plain, Key })).toBe('InvalidRequest');
});
