import { createHash, randomBytes } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import type {
  CompleteMultipartUploadOutput,
  CreateMultipartUploadOutput,
  ListPartsOutput,
  UploadPartOutput,
} from '@aws-sdk/client-s3';
import { crcOf } from '../../../../sandbox/services/s3/crc.js';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { digest, openS3Bench, type Read } from './s3-bench.js';

const bench = openS3Bench();
afterAll(() => bench.close());
const Bucket = bench.bucket();
const Key = 'memory.lime';
const [ONE, TWO] = [randomBytes(5 * 1024 ** 2), randomBytes(1000)];

const begin = (more: object = {}): string =>
  bench.call<CreateMultipartUploadOutput>(s3, 'CreateMultipartUpload', { Bucket, Key, ...more }).UploadId ?? '';
const part = (UploadId: string, PartNumber: number, Body: Buffer, more: object = {}): UploadPartOutput =>
  bench.call(s3, 'UploadPart', { Bucket, Key, UploadId, PartNumber, Body, ...more });
const ending = (UploadId: string, Parts: readonly object[], more: object = {}) => ({
  Bucket,
  Key,
  UploadId,
  MultipartUpload: { Parts },
  ...more,
});
const complete = (UploadId: string, Parts: readonly object[], more: object = {}): CompleteMultipartUploadOutput =>
  bench.call(s3, 'CompleteMultipartUpload', ending(UploadId, Parts, more));
const refusal = (UploadId: string, Parts: readonly object[], more: object = {}): string =>
  bench.refusal(s3, 'CompleteMultipartUpload', ending(UploadId, Parts, more));
const sha = (body: Buffer) => ({ ChecksumSHA256: digest('sha256', body) });

test('parts become one object, whose ETag and SHA-256 are of those of its parts', () => {
  const id = begin({ ChecksumAlgorithm: 'SHA256', Metadata: { case: '7' } });
  const two = part(id, 2, TWO, sha(TWO));
  const one = part(id, 1, ONE, sha(ONE));
  const Parts = [
    { PartNumber: 1, ETag: one.ETag, ...sha(ONE) },
    { PartNumber: 2, ETag: two.ETag, ...sha(TWO) },
  ];
  const done = complete(id, Parts);
  const all = (hash: string): Buffer => Buffer.concat([ONE, TWO].map((body) => createHash(hash).update(body).digest()));
  expect(done.ETag).toBe(`"${createHash('md5').update(all('md5')).digest('hex')}-2"`);
  expect(done).toMatchObject({ ChecksumSHA256: `${digest('sha256', all('sha256'))}-2`, ChecksumType: 'COMPOSITE' });
  const { Body, Metadata } = bench.call<Read>(s3, 'GetObject', { Bucket, Key });
  expect(Buffer.compare(Body, Buffer.concat([ONE, TWO]))).toBe(0);
  expect(Metadata).toEqual({ case: '7' });
  const across = bench.call<Read>(s3, 'GetObject', {
    Bucket,
    Key,
    Range: `bytes=${ONE.length - 3}-${ONE.length + 2}`,
  });
  expect(across.Body).toEqual(Buffer.concat([ONE.subarray(-3), TWO.subarray(0, 3)]));
  const second = bench.call<Read>(s3, 'GetObject', { Bucket, Key, PartNumber: 2, ChecksumMode: 'ENABLED' });
  expect(second).toMatchObject({ Body: TWO, PartsCount: 2, ...sha(TWO) });
  expect(bench.call(s3, 'GetObjectAttributes', { Bucket, Key, ObjectAttributes: ['ObjectParts'] })).toMatchObject({
    ObjectParts: {
      TotalPartsCount: 2,
      Parts: [
        { PartNumber: 1, ...sha(ONE) },
        { PartNumber: 2, ...sha(TWO) },
      ],
    },
  });
  expect(bench.refusal(s3, 'UploadPart', { Bucket, Key, UploadId: id, PartNumber: 3, Body: TWO })).toBe('NoSuchUpload');
});

test('a checksum of the whole object comes from the parts without reading them again', () => {
  const id = begin({ ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' });
  const Parts = [ONE, TWO].map((body, at) => ({ PartNumber: at + 1, ETag: part(id, at + 1, body).ETag }));
  const whole = crcOf('CRC32C', Buffer.concat([ONE, TWO])).toString('base64');
  expect(refusal(id, Parts, { ChecksumCRC32C: crcOf('CRC32C', ONE).toString('base64') })).toBe('BadDigest');
  expect(complete(id, Parts, { ChecksumCRC32C: whole })).toMatchObject({
    ChecksumCRC32C: whole,
    ChecksumType: 'FULL_OBJECT',
  });
});

test('SHA-256 is of parts only, CRC-64 of the whole only', () => {
  const create = (ChecksumAlgorithm: string, ChecksumType: string): string =>
    bench.refusal(s3, 'CreateMultipartUpload', { Bucket, Key, ChecksumAlgorithm, ChecksumType });
  expect(create('SHA256', 'FULL_OBJECT')).toBe('InvalidRequest');
  expect(create('CRC64NVME', 'COMPOSITE')).toBe('InvalidRequest');
});

test('a part must have the checksum that the upload was begun with, and be what it says', () => {
  const id = begin({ ChecksumAlgorithm: 'SHA256' });
  const input = { Bucket, Key, UploadId: id, PartNumber: 1, Body: TWO };
  expect(bench.refusal(s3, 'UploadPart', input)).toBe('InvalidRequest');
  expect(bench.refusal(s3, 'UploadPart', { ...input, ChecksumCRC32: crcOf('CRC32', TWO).toString('base64') })).toBe(
    'InvalidRequest',
  );
  expect(bench.refusal(s3, 'UploadPart', { ...input, ...sha(ONE) })).toBe('BadDigest');
  const { ETag } = part(id, 1, TWO, sha(TWO));
  expect(refusal(id, [{ PartNumber: 1, ETag }])).toBe('InvalidRequest');
  expect(refusal(id, [{ PartNumber: 1, ETag, ...sha(ONE) }])).toBe('InvalidPart');
  complete(id, [{ PartNumber: 1, ETag, ...sha(TWO) }]);
});

test('parts are named in order, with their ETags, and all but the last are of 5 MiB', () => {
  const id = begin();
  const [one, two] = [part(id, 1, TWO), part(id, 2, ONE)];
  const [first, second] = [
    { PartNumber: 1, ETag: one.ETag },
    { PartNumber: 2, ETag: two.ETag },
  ];
  expect(refusal(id, [second, first])).toBe('InvalidPartOrder');
  expect(refusal(id, [first, { ...second, ETag: one.ETag }])).toBe('InvalidPart');
  expect(refusal(id, [first, { ...second, PartNumber: 3 }])).toBe('InvalidPart');
  expect(refusal(id, [first, second])).toBe('EntityTooSmall');
  expect(refusal(id, [])).toBe('MalformedXML');
  expect(complete(id, [second]).ETag).toMatch(/-1"$/);
});

test('an upload that wants nothing to be there is refused when something is, and can still be aborted', () => {
  bench.put(Bucket, Key);
  const id = begin();
  const Parts = [{ PartNumber: 1, ETag: part(id, 1, TWO).ETag }];
  expect(refusal(id, Parts, { IfNoneMatch: '*' })).toBe('PreconditionFailed');
  bench.call(s3, 'AbortMultipartUpload', { Bucket, Key, UploadId: id });
  expect(refusal(id, Parts)).toBe('NoSuchUpload');
  expect(bench.refusal(s3, 'ListParts', { Bucket, Key, UploadId: id })).toBe('NoSuchUpload');
});

test('parts and uploads are listed page by page', () => {
  const other = bench.bucket();
  const create = (key: string): string | undefined =>
    bench.call<CreateMultipartUploadOutput>(s3, 'CreateMultipartUpload', { Bucket: other, Key: key }).UploadId;
  const ids = [create('a/1'), create('a/2'), create('b')];
  const first = bench.call<Record<string, unknown>>(s3, 'ListMultipartUploads', { Bucket: other, MaxUploads: 1 });
  expect(first).toMatchObject({ IsTruncated: true, Uploads: [{ Key: 'a/1', UploadId: ids[0] }] });
  expect(
    bench.call(s3, 'ListMultipartUploads', {
      Bucket: other,
      KeyMarker: first['NextKeyMarker'],
      UploadIdMarker: first['NextUploadIdMarker'],
    }),
  ).toMatchObject({ IsTruncated: false, Uploads: [{ UploadId: ids[1] }, { UploadId: ids[2] }] });
  expect(bench.call(s3, 'ListMultipartUploads', { Bucket: other, Delimiter: '/' })).toMatchObject({
    CommonPrefixes: [{ Prefix: 'a/' }],
    Uploads: [{ Key: 'b' }],
  });

  const id = begin();
  for (const number of [3, 1, 2]) part(id, number, TWO);
  const page = bench.call<ListPartsOutput>(s3, 'ListParts', { Bucket, Key, UploadId: id, MaxParts: 2 });
  expect(page.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1, 2]);
  expect(
    bench.call(s3, 'ListParts', { Bucket, Key, UploadId: id, PartNumberMarker: page.NextPartNumberMarker }),
  ).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3, Size: TWO.length }] });
});

test('a part is copied from a range of an object', () => {
  bench.put(Bucket, 'source', '0123456789');
  const id = begin();
  const { CopyPartResult } = bench.call<{ CopyPartResult: { ETag: string } }>(s3, 'UploadPartCopy', {
    Bucket,
    Key,
    UploadId: id,
    PartNumber: 1,
    CopySource: `${Bucket}/source`,
    CopySourceRange: 'bytes=2-5',
  });
  complete(id, [{ PartNumber: 1, ETag: CopyPartResult.ETag }]);
  expect(bench.text(Bucket, Key)).toBe('2345');
});
