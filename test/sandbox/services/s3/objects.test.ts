import { afterAll, expect, test } from '@jest/globals';
import type { DeleteObjectsOutput, HeadObjectOutput } from '@aws-sdk/client-s3';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { openS3Bench, type Read } from './s3-bench.js';

const bench = openS3Bench();
afterAll(() => bench.close());

test('an object is read as it was written, with all that was said of it', () => {
  const Bucket = bench.bucket();
  const { ETag } = bench.put(Bucket, 'a/b', 'hello', {
    ContentType: 'text/plain',
    CacheControl: 'no-store',
    Metadata: { Case: '7' },
    Tagging: 'team=ir&x=%20y',
  });
  expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  const { Body, ...rest } = bench.call<Read>(s3, 'GetObject', { Bucket, Key: 'a/b' });
  expect(Body.toString()).toBe('hello');
  expect(rest).toMatchObject({
    ContentLength: 5,
    ContentType: 'text/plain',
    CacheControl: 'no-store',
    Metadata: { case: '7' },
    ServerSideEncryption: 'AES256',
    TagCount: 2,
    ETag,
  });
  expect(rest).not.toHaveProperty('VersionId');
  expect(bench.call(s3, 'HeadObject', { Bucket, Key: 'a/b' })).toEqual(rest);
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a' })).toBe('NoSuchKey');
});

test('a range is a part of the body; one beyond its end is refused, nonsense ignored', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'a', '0123456789');
  const range = (Range: string): readonly unknown[] => {
    const { Body, ContentRange } = bench.call<Read>(s3, 'GetObject', { Bucket, Key: 'a', Range });
    return [Body.toString(), ContentRange];
  };
  expect(range('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
  expect(range('bytes=7-')).toEqual(['789', 'bytes 7-9/10']);
  expect(range('bytes=-3')).toEqual(['789', 'bytes 7-9/10']);
  expect(range('bytes=5-99')).toEqual(['56789', 'bytes 5-9/10']);
  expect(range('lines=1-2')).toEqual(['0123456789', undefined]);
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a', Range: 'bytes=10-' })).toBe('InvalidRange');
});

test('conditions on a read hold or end it', () => {
  const Bucket = bench.bucket();
  const { ETag } = bench.put(Bucket, 'a');
  const now = bench.world.clock.now();
  const [before, after] = [new Date(now - 5000), new Date(now + 5000)];
  const refusal = (conditions: object): string => bench.refusal(s3, 'GetObject', { Bucket, Key: 'a', ...conditions });
  bench.text(Bucket, 'a', { IfMatch: ETag, IfUnmodifiedSince: before });
  bench.text(Bucket, 'a', { IfNoneMatch: '"other"', IfModifiedSince: before });
  expect(refusal({ IfMatch: '"other"' })).toBe('PreconditionFailed');
  expect(refusal({ IfUnmodifiedSince: before })).toBe('PreconditionFailed');
  expect(refusal({ IfNoneMatch: ETag })).toBe('NotModified');
  expect(refusal({ IfModifiedSince: after })).toBe('NotModified');
});

test('a write that wants nothing to be there, or what it knows, is refused otherwise', () => {
  const Bucket = bench.bucket({ versioned: true });
  const { ETag } = bench.put(Bucket, 'a', 'one', { IfNoneMatch: '*' });
  const refusal = (Key: string, conditions: object): string =>
    bench.refusal(s3, 'PutObject', { Bucket, Key, Body: Buffer.from('two'), ...conditions });
  expect(refusal('a', { IfNoneMatch: '*' })).toBe('PreconditionFailed');
  expect(refusal('a', { IfMatch: '"other"' })).toBe('PreconditionFailed');
  expect(refusal('b', { IfMatch: ETag })).toBe('NoSuchKey');
  expect(refusal('a', { IfNoneMatch: ETag })).toBe('NotImplemented');
  expect(bench.text(Bucket, 'a')).toBe('one');
  bench.put(Bucket, 'a', 'two', { IfMatch: ETag });
  expect(bench.text(Bucket, 'a')).toBe('two');
  expect(bench.refusal(s3, 'DeleteObject', { Bucket, Key: 'a', IfMatch: ETag })).toBe('PreconditionFailed');
  bench.call(s3, 'DeleteObject', { Bucket, Key: 'a' });
  bench.put(Bucket, 'a', 'three', { IfNoneMatch: '*' });
});

test('without versioning a write replaces and a delete removes', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'a', 'one');
  expect(bench.put(Bucket, 'a', 'two')).not.toHaveProperty('VersionId');
  expect(bench.text(Bucket, 'a')).toBe('two');
  expect(bench.call(s3, 'DeleteObject', { Bucket, Key: 'a' })).toEqual({});
  expect(bench.call(s3, 'ListObjectVersions', { Bucket })).not.toHaveProperty('Versions');
});

test('under versioning a delete hides the object behind a marker, and its versions stay', () => {
  const Bucket = bench.bucket({ versioned: true });
  const [one, two] = [bench.put(Bucket, 'a', 'one'), bench.put(Bucket, 'a', 'two')];
  const marker = bench.call<{ DeleteMarker: boolean; VersionId: string }>(s3, 'DeleteObject', { Bucket, Key: 'a' });
  expect(marker.DeleteMarker).toBe(true);
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a' })).toBe('NoSuchKey');
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a', VersionId: marker.VersionId })).toBe('MethodNotAllowed');
  expect(bench.text(Bucket, 'a', { VersionId: one.VersionId })).toBe('one');
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a', VersionId: 'x'.repeat(32) })).toBe('NoSuchVersion');
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a', VersionId: 'x' })).toBe('InvalidArgument');
  bench.call(s3, 'DeleteObject', { Bucket, Key: 'a', VersionId: marker.VersionId });
  expect(bench.text(Bucket, 'a')).toBe('two');
  bench.call(s3, 'DeleteObject', { Bucket, Key: 'a', VersionId: two.VersionId });
  expect(bench.text(Bucket, 'a')).toBe('one');
});

test('what was written before versioning, and while it is suspended, is the null version', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'a', 'before');
  const set = (Status: string): unknown =>
    bench.call(s3, 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status } });
  set('Enabled');
  const { VersionId } = bench.put(Bucket, 'a', 'enabled');
  expect(bench.text(Bucket, 'a', { VersionId: 'null' })).toBe('before');
  set('Suspended');
  expect(bench.put(Bucket, 'a', 'suspended').VersionId).toBe('null');
  expect(bench.text(Bucket, 'a', { VersionId: 'null' })).toBe('suspended');
  expect(bench.call(s3, 'DeleteObject', { Bucket, Key: 'a' })).toEqual({ DeleteMarker: true, VersionId: 'null' });
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a' })).toBe('NoSuchKey');
  expect(bench.text(Bucket, 'a', { VersionId })).toBe('enabled');
});

test('many keys are deleted in one request, each by itself', () => {
  const Bucket = bench.bucket({ versioned: true });
  const { VersionId } = bench.put(Bucket, 'a');
  const Objects = [{ Key: 'a', VersionId }, { Key: 'b' }, { Key: 'a', VersionId: 'bad' }];
  const { Deleted, Errors } = bench.call<DeleteObjectsOutput>(s3, 'DeleteObjects', { Bucket, Delete: { Objects } });
  expect(Deleted).toEqual([
    { Key: 'a', VersionId },
    { Key: 'b', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) },
  ]);
  expect(Errors).toEqual([expect.objectContaining({ Key: 'a', VersionId: 'bad', Code: 'InvalidArgument' })]);
});

test('a copy keeps what its source says, or says anew', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'dir/a b', 'hello', { Metadata: { x: '1' }, ContentType: 'text/plain', Tagging: 't=1' });
  const copy = { Bucket, CopySource: `/${Bucket}/dir/a%20b` };
  bench.call(s3, 'CopyObject', { ...copy, Key: 'same' });
  expect(bench.call(s3, 'HeadObject', { Bucket, Key: 'same' })).toMatchObject({
    Metadata: { x: '1' },
    ContentType: 'text/plain',
    TagCount: 1,
  });
  bench.call(s3, 'CopyObject', { ...copy, Key: 'new', MetadataDirective: 'REPLACE', Metadata: { y: '2' } });
  const head = bench.call<HeadObjectOutput>(s3, 'HeadObject', { Bucket, Key: 'new' });
  expect([head.Metadata, head.ContentType]).toEqual([{ y: '2' }, 'binary/octet-stream']);
  expect(bench.text(Bucket, 'new')).toBe('hello');
  expect(bench.refusal(s3, 'CopyObject', { ...copy, Key: 'dir/a b' })).toBe('InvalidRequest');
  expect(bench.refusal(s3, 'CopyObject', { Bucket, Key: 'x', CopySource: `${Bucket}/none` })).toBe('NoSuchKey');
  expect(bench.refusal(s3, 'CopyObject', { ...copy, Key: 'x', CopySourceIfMatch: '"other"' })).toBe(
    'PreconditionFailed',
  );
});

test('tags of an object are put, shown and limited to ten', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'a');
  const tags = (count: number) => Array.from({ length: count }, (_, at) => ({ Key: `k${at}`, Value: 'v' }));
  bench.call(s3, 'PutObjectTagging', { Bucket, Key: 'a', Tagging: { TagSet: tags(10) } });
  expect(bench.call(s3, 'GetObjectTagging', { Bucket, Key: 'a' })).toEqual({ TagSet: tags(10) });
  expect(bench.refusal(s3, 'PutObjectTagging', { Bucket, Key: 'a', Tagging: { TagSet: tags(11) } })).toBe('BadRequest');
  bench.call(s3, 'DeleteObjectTagging', { Bucket, Key: 'a' });
  expect(bench.call(s3, 'GetObjectTagging', { Bucket, Key: 'a' })).toEqual({ TagSet: [] });
});
