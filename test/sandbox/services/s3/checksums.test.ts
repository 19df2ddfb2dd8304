import { randomBytes } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import type { GetObjectOutput, PutObjectOutput } from '@aws-sdk/client-s3';
import { crcOf, crcTogether, type CrcName } from '../../../../sandbox/services/s3/crc.js';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { digest, openS3Bench } from './s3-bench.js';

const bench = openS3Bench();
afterAll(() => bench.close());
const Bucket = bench.bucket();
const TEXT = '123456789';

test.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
] as const)('%s is the published one, and of two halves it is that of the whole', (name: CrcName, check) => {
  expect(crcOf(name, Buffer.from(TEXT)).toString('hex')).toBe(check);
  const [one, two] = [randomBytes(1000), randomBytes(777)];
  expect(crcTogether(name, crcOf(name, one), crcOf(name, two), two.length)).toEqual(
    crcOf(name, Buffer.concat([one, two])),
  );
});

test('a body that is not what its checksum says is refused, and not stored', () => {
  for (const name of ['SHA1', 'SHA256', 'SHA512', 'MD5']) {
    const wrong = { Bucket, Key: name, Body: Buffer.from(TEXT), [`Checksum${name}`]: digest(name, 'else') };
    expect(bench.refusal(s3, 'PutObject', wrong)).toBe('BadDigest');
    expect(bench.refusal(s3, 'HeadObject', { Bucket, Key: name })).toBe('NoSuchKey');
    bench.put(Bucket, name, TEXT, { [`Checksum${name}`]: digest(name, TEXT) });
  }
  expect(bench.refusal(s3, 'PutObject', { Bucket, Key: 'x', Body: Buffer.from('x'), ChecksumCRC32: 'AAAAAA==' })).toBe(
    'BadDigest',
  );
});

test('Content-MD5 is verified, and must be one', () => {
  const put = { Bucket, Key: 'md5', Body: Buffer.from(TEXT) };
  expect(bench.refusal(s3, 'PutObject', { ...put, ContentMD5: digest('md5', 'else') })).toBe('BadDigest');
  expect(bench.refusal(s3, 'PutObject', { ...put, ContentMD5: 'abc' })).toBe('InvalidDigest');
  bench.call(s3, 'PutObject', { ...put, ContentMD5: digest('md5', TEXT) });
});

test('a checksum in a wrong form, twice, or of another algorithm than said, is refused', () => {
  const put = { Bucket, Key: 'form', Body: Buffer.from(TEXT), ChecksumSHA256: digest('sha256', TEXT) };
  expect(bench.refusal(s3, 'PutObject', { ...put, ChecksumSHA256: 'abc' })).toBe('InvalidRequest');
  expect(bench.refusal(s3, 'PutObject', { ...put, ChecksumSHA1: digest('sha1', TEXT) })).toBe('InvalidRequest');
  expect(bench.refusal(s3, 'PutObject', { ...put, ChecksumAlgorithm: 'SHA1' })).toBe('InvalidRequest');
});

test('a checksum is shown to who asks for it, of the whole object only', () => {
  const ChecksumSHA256 = digest('sha256', TEXT);
  expect(bench.put(Bucket, 'shown', TEXT, { ChecksumSHA256 })).toMatchObject({
    ChecksumSHA256,
    ChecksumType: 'FULL_OBJECT',
  });
  const get = { Bucket, Key: 'shown' };
  expect(bench.call(s3, 'GetObject', get)).not.toHaveProperty('ChecksumSHA256');
  expect(bench.call<GetObjectOutput>(s3, 'GetObject', { ...get, ChecksumMode: 'ENABLED' }).ChecksumSHA256).toBe(
    ChecksumSHA256,
  );
  expect(bench.call(s3, 'HeadObject', { ...get, ChecksumMode: 'ENABLED' })).toMatchObject({ ChecksumSHA256 });
  expect(bench.call(s3, 'GetObject', { ...get, ChecksumMode: 'ENABLED', Range: 'bytes=0-1' })).not.toHaveProperty(
    'ChecksumSHA256',
  );
  expect(
    bench.call(s3, 'GetObjectAttributes', { ...get, ObjectAttributes: ['Checksum', 'ObjectSize', 'ETag'] }),
  ).toMatchObject({
    Checksum: { ChecksumSHA256, ChecksumType: 'FULL_OBJECT' },
    ObjectSize: 9,
    ETag: '25f9e794323b453885f5181f1b624d0b',
  });
});

test('who gives no checksum gets a CRC-64', () => {
  const { ChecksumCRC64NVME } = bench.call<PutObjectOutput>(s3, 'PutObject', {
    Bucket,
    Key: 'default',
    Body: Buffer.from(TEXT),
  });
  expect(ChecksumCRC64NVME).toBe(Buffer.from('ae8b14860a799888', 'hex').toString('base64'));
});
