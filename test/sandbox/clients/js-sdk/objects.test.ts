import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  PutObjectCommand,
  S3,
  UploadPartCommand,
  paginateListObjectsV2,
  waitUntilObjectExists,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SandboxAws } from '../../../support/aws.js';
import { everything, refusal, startForSdk, WAIT } from './calls.js';

let sandbox: SandboxAws;

beforeAll(async () => {
  sandbox = await startForSdk();
});

afterAll(() => sandbox.stop());

test('S3: objects and their checksums, parts, pages, waiters, presigned URLs', async () => {
  const { config } = sandbox;
  const s3 = new S3(config);
  const Bucket = 'js-objects';
  await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } });
  for (const Key of ['ü/1', 'ü/2', 'ü/3']) await s3.putObject({ Bucket, Key, Body: Key, Metadata: { key: 'x' } });
  expect((await waitUntilObjectExists({ client: s3, ...WAIT }, { Bucket, Key: 'ü/1' })).state).toBe('SUCCESS');
  const listed = paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket });
  expect((await everything(listed, (page) => page.Contents)).map(({ Key }) => Key)).toEqual(['ü/1', 'ü/2', 'ü/3']);
  const got = await s3.getObject({ Bucket, Key: 'ü/1', ChecksumMode: 'ENABLED' });
  expect([await got.Body?.transformToString(), got.Metadata]).toEqual(['ü/1', { key: 'x' }]);
  const part = { Bucket, Key: 'parts', UploadId: (await s3.createMultipartUpload({ Bucket, Key: 'parts' })).UploadId };
  const bodies = [Buffer.alloc(5 * 1024 ** 2, 1), Buffer.from('end')];
  const sent = await Promise.all(bodies.map((Body, at) => s3.uploadPart({ ...part, PartNumber: at + 1, Body })));
  // The SDK's paginator of parts never ends, here as at AWS: S3 names a next marker even when there is nothing more.
  const one = await s3.listParts({ ...part, MaxParts: 1 });
  const two = await s3.listParts({ ...part, PartNumberMarker: one.NextPartNumberMarker });
  expect([one.IsTruncated, one.Parts?.length, two.IsTruncated, two.Parts?.[0]?.Size]).toEqual([true, 1, false, 3]);
  const Parts = sent.map(({ ETag }, at) => ({ ETag, PartNumber: at + 1 }));
  await s3.completeMultipartUpload({ ...part, MultipartUpload: { Parts } });
  expect((await s3.headObject({ Bucket, Key: 'parts' })).ContentLength).toBe(5 * 1024 ** 2 + 3);
  expect(await refusal(s3.getObject({ Bucket, Key: 'nothing' }))).toEqual(['NoSuchKey', 404]);
  expect(await refusal(s3.headObject({ Bucket, Key: 'nothing' }))).toEqual(['NotFound', 404]);
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'by url' }), { expiresIn: 60 });
  expect((await fetch(put, { method: 'PUT', body: 'hello' })).status).toBe(200);
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'by url' }), { expiresIn: 60 });
  expect(await (await fetch(get)).text()).toBe('hello');
});

test('S3: a checksum that stands in a presigned URL is not looked at, one that is a signed header is', async () => {
  const s3 = new S3(sandbox.config);
  const Bucket = 'js-checked';
  await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } });
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'parts', ChecksumAlgorithm: 'SHA256' });
  const ChecksumSHA256 = createHash('sha256').update('said').digest('base64');
  const put = async (command: UploadPartCommand | PutObjectCommand, body: string, headers: object = {}) => {
    const unhoistableHeaders = new Set(Object.keys(headers));
    const url = await getSignedUrl(s3, command as PutObjectCommand, { expiresIn: 60, unhoistableHeaders });
    return (await fetch(url, { method: 'PUT', body, headers: { ...headers } })).status;
  };
  const object = new PutObjectCommand({ Bucket, Key: 'object', ChecksumSHA256 });
  const part = new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, ChecksumSHA256 });
  const signed = { 'x-amz-checksum-sha256': ChecksumSHA256 };
  expect([await put(object, 'another'), await put(object, 'another', signed)]).toEqual([200, 400]);
  // In parts, nothing vouches for what comes without the header, even where it is what was said.
  expect([await put(part, 'said'), await put(part, 'another', signed)]).toEqual([400, 400]);
  expect([await put(object, 'said', signed), await put(part, 'said', signed)]).toEqual([200, 200]);
});
