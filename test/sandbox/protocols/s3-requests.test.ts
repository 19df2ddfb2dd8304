import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { openWire, parsed } from './wire.js';

let answer: unknown;
const wire = openWire('s3', () => answer);
const client = new s3.S3Client({ ...wire.config, forcePathStyle: true });
const Bucket = 'a-bucket';
const Key = 'folder/a key+ü.txt';
const at = new Date('2030-01-01T00:00:00Z');

const sent = async (command: object, output: unknown = {}): Promise<object> => {
  answer = output;
  return parsed(await client.send(command as never));
};

describe('what the SDK sends and gets', () => {
  test('an object, with its checksum, metadata and lock', async () => {
    const input = { Metadata: { owner: 'a' }, ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: at } as const;
    await sent(new s3.PutObjectCommand({ Bucket, Key, Body: 'hello', ChecksumAlgorithm: 'SHA256', ...input }));
    expect(wire.last()).toMatchObject({ operation: 'PutObject', problems: [] });
    expect(wire.last().input).toMatchObject({
      Bucket,
      Key,
      Body: Buffer.from('hello'),
      ContentLength: 5,
      ChecksumSHA256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
      ...input,
    });
  });

  test('a stream arrives as it was before it was cut into chunks, with the checksum behind it', async () => {
    const Body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(10, 'b')]);
    await sent(new s3.PutObjectCommand({ Bucket, Key, Body, ContentLength: 70_010, ContentEncoding: 'gzip' }));
    const { input, raw } = wire.last();
    expect(input).toMatchObject({ ContentEncoding: 'gzip', ContentLength: 70_010, ChecksumCRC32: expect.any(String) });
    expect(Buffer.concat([Buffer.alloc(70_000, 'a'), Buffer.alloc(10, 'b')]).equals(input['Body'] as Buffer)).toBe(
      true,
    );
    expect(raw.headers['x-amz-checksum-crc32']).toBe(input['ChecksumCRC32']);
  });

  test('the parts of a multipart upload, its tags, a policy and a version', async () => {
    const Parts = [1, 2].map((PartNumber) => ({ PartNumber, ETag: `"etag-${PartNumber}"` }));
    await sent(
      new s3.CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId: 'u',
        MultipartUpload: { Parts },
        IfNoneMatch: '*',
      }),
      { Bucket, Key, ETag: '"e"', VersionId: 'v' },
    );
    expect(wire.last().input).toEqual({ Bucket, Key, UploadId: 'u', MultipartUpload: { Parts }, IfNoneMatch: '*' });
    const Tagging = { TagSet: [{ Key: 'a', Value: '  b & c\n' }] };
    await sent(new s3.PutObjectTaggingCommand({ Bucket, Key, VersionId: 'v1', Tagging }), { VersionId: 'v1' });
    expect(wire.last().input).toMatchObject({ Bucket, Key, VersionId: 'v1', Tagging });
    await sent(new s3.PutBucketPolicyCommand({ Bucket, Policy: '{"Version":"2012-10-17"}' }));
    expect(wire.last().input).toMatchObject({ Bucket, Policy: '{"Version":"2012-10-17"}' });
    expect(await sent(new s3.GetBucketPolicyCommand({ Bucket }), { Policy: '{"a":"é"}' })).toEqual({
      Policy: '{"a":"é"}',
    });
  });

  test('retention, legal hold, lock and public access', async () => {
    const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: at } as const;
    await sent(new s3.PutObjectRetentionCommand({ Bucket, Key, Retention, BypassGovernanceRetention: true }));
    expect(wire.last().input).toMatchObject({ Bucket, Key, Retention, BypassGovernanceRetention: true });
    expect(await sent(new s3.GetObjectRetentionCommand({ Bucket, Key }), { Retention })).toEqual({ Retention });
    const ObjectLockConfiguration = {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 3 } },
    } as const;
    await sent(new s3.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    expect(wire.last().input).toMatchObject({ Bucket, ObjectLockConfiguration });
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, IgnorePublicAcls: false };
    await sent(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    expect(wire.last().input).toMatchObject({ Bucket, PublicAccessBlockConfiguration });
  });

  test('access control lists keep the type of a grantee', async () => {
    const Grants = [{ Grantee: { Type: 'CanonicalUser', ID: 'id' }, Permission: 'READ' }] as const;
    const AccessControlPolicy = { Owner: { ID: 'o' }, Grants: [...Grants] };
    await sent(new s3.PutBucketAclCommand({ Bucket, AccessControlPolicy }));
    expect(wire.last().input).toMatchObject({ Bucket, AccessControlPolicy });
    expect(await sent(new s3.GetBucketAclCommand({ Bucket }), AccessControlPolicy)).toEqual(AccessControlPolicy);
  });

  test('the objects to delete, and what became of them', async () => {
    const Delete = { Objects: [{ Key: 'a' }, { Key: 'b<', VersionId: 'v' }], Quiet: false };
    const output = { Deleted: [{ Key: 'a', DeleteMarker: true }], Errors: [{ Key: 'b<', Code: 'AccessDenied' }] };
    expect(await sent(new s3.DeleteObjectsCommand({ Bucket, Delete }), output)).toEqual(output);
    expect(wire.last().input).toMatchObject({ Bucket, Delete });
  });

  test('a listing, and the place of a bucket', async () => {
    const Contents = [{ Key: 'a b', LastModified: at, ETag: '"e"', Size: 3, StorageClass: 'STANDARD' }];
    const output = { Name: Bucket, Prefix: '', MaxKeys: 10, KeyCount: 1, IsTruncated: false, Contents };
    expect(await sent(new s3.ListObjectsV2Command({ Bucket, MaxKeys: 10 }), output)).toMatchObject({
      Contents,
      KeyCount: 1,
    });
    expect(wire.last().input).toEqual({ Bucket, MaxKeys: 10 });
    const where = { LocationConstraint: 'eu-west-1' };
    expect(await sent(new s3.GetBucketLocationCommand({ Bucket }), where)).toEqual(where);
  });
});
