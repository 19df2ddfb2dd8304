import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { sweepBodies, writeBody } from '../../../../sandbox/services/s3/bodies.js';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { openS3Bench } from './s3-bench.js';

const bench = openS3Bench();
afterAll(() => bench.close());

const folder = join(bench.world.files, 's3');
const files = (): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => name.length > 2)
    : [];

test('bodies that nothing refers to any more are swept, all others stay', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'kept', 'one');
  bench.put(Bucket, 'same', 'one');
  bench.put(Bucket, 'gone', 'two');
  const { UploadId } = bench.call<{ UploadId: string }>(s3, 'CreateMultipartUpload', { Bucket, Key: 'parts' });
  bench.call(s3, 'UploadPart', { Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: Buffer.from('three') });
  bench.call(s3, 'DeleteObject', { Bucket, Key: 'gone' });
  const { sha256 } = writeBody(bench.world, Buffer.from('never referred to'));
  writeFileSync(join(folder, sha256.slice(0, 2), `${sha256}.draft`), 'half');
  expect(files()).toHaveLength(5);
  sweepBodies(bench.world);
  expect(files()).toHaveLength(2);
  expect(bench.text(Bucket, 'kept')).toBe('one');
  expect(bench.text(Bucket, 'same')).toBe('one');
});

test('a write that is refused leaves no object behind', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'a', 'before');
  const wrong = { Bucket, Key: 'a', Body: Buffer.from('after'), ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' };
  expect(bench.refusal(s3, 'PutObject', wrong)).toBe('BadDigest');
  expect(bench.text(Bucket, 'a')).toBe('before');
});
