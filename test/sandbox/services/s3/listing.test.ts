import { afterAll, expect, test } from '@jest/globals';
import type { ListObjectsOutput, ListObjectsV2Output, ListObjectVersionsOutput } from '@aws-sdk/client-s3';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { openS3Bench } from './s3-bench.js';

const bench = openS3Bench();
afterAll(() => bench.close());

const Bucket = bench.bucket({ versioned: true });
const KEYS = ['a', 'b/1', 'b/2', 'c/1', 'd', 'é', '\u{1F600}', '\uFF5E'];
for (const key of KEYS) bench.put(Bucket, key);

const names = (page: { Contents?: readonly { Key?: string | undefined }[] | undefined }) =>
  (page.Contents ?? []).map(({ Key }) => Key);

test('keys are listed in the order of their bytes', () => {
  const page = bench.call<ListObjectsV2Output>(s3, 'ListObjectsV2', { Bucket });
  expect(names(page)).toEqual(['a', 'b/1', 'b/2', 'c/1', 'd', 'é', '\uFF5E', '\u{1F600}']);
  expect([page.KeyCount, page.IsTruncated]).toEqual([8, false]);
});

test('what lies below a delimiter is one common prefix, which counts as one and comes once', () => {
  const seen: unknown[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = bench.call<ListObjectsV2Output>(s3, 'ListObjectsV2', {
      Bucket,
      Delimiter: '/',
      MaxKeys: 2,
      ...(ContinuationToken !== undefined && { ContinuationToken }),
    });
    seen.push([...names(page), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)]);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  expect(seen).toEqual([['a', 'b/'], ['d', 'c/'], ['é', '\uFF5E'], ['\u{1F600}']]);
});

test('a prefix, a beginning and a size narrow the list', () => {
  const list = (more: object) => bench.call<ListObjectsV2Output>(s3, 'ListObjectsV2', { Bucket, ...more });
  expect(names(list({ Prefix: 'b/' }))).toEqual(['b/1', 'b/2']);
  expect(names(list({ StartAfter: 'c/1', MaxKeys: 1 }))).toEqual(['d']);
  expect(list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  expect(bench.refusal(s3, 'ListObjectsV2', { Bucket, ContinuationToken: 'made-up' })).toBe('InvalidArgument');
});

test('the older list pages by markers, and tells the next one only with a delimiter', () => {
  const list = (more: object) => bench.call<ListObjectsOutput>(s3, 'ListObjects', { Bucket, ...more });
  expect(list({ MaxKeys: 2 })).not.toHaveProperty('NextMarker');
  expect(list({ MaxKeys: 2, Delimiter: '/' }).NextMarker).toBe('b/');
  expect(names(list({ Marker: 'b/', Delimiter: '/', MaxKeys: 1 }))).toEqual([]);
  expect(names(list({ Marker: 'c/', Delimiter: '/', MaxKeys: 1 }))).toEqual(['d']);
});

test('names are encoded for whoever asks for it', () => {
  const other = bench.bucket();
  bench.put(other, 'x y/ü&');
  expect(names(bench.call(s3, 'ListObjectsV2', { Bucket: other, EncodingType: 'url' }))).toEqual(['x+y/%C3%BC%26']);
});

test('versions are listed newest first, markers among them, page by page', () => {
  const versions = bench.bucket({ versioned: true });
  const ids = ['1', '2'].map((text) => bench.put(versions, 'k', text).VersionId);
  const marker = bench.call<{ VersionId: string }>(s3, 'DeleteObject', { Bucket: versions, Key: 'k' });
  const other = bench.put(versions, 'l').VersionId;
  const found: (string | undefined)[] = [];
  let from: object = {};
  for (let pages = 0; pages < 4; pages += 1) {
    const page = bench.call<ListObjectVersionsOutput>(s3, 'ListObjectVersions', {
      Bucket: versions,
      MaxKeys: 1,
      ...from,
    });
    found.push(...[...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ VersionId }) => VersionId));
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
  expect(found).toEqual([marker.VersionId, ids[1], ids[0], other]);
  const { Versions = [] } = bench.call<ListObjectVersionsOutput>(s3, 'ListObjectVersions', { Bucket: versions });
  expect(Versions.map(({ IsLatest }) => IsLatest)).toEqual([false, false, true]);
});
