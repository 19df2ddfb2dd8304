import { describe, expect, test } from '@jest/globals';
import { rawRequest, reads } from './wire.js';

describe('which operation a request asks for', () => {
  test.each([
    ['GET', '/', 'ListBuckets'],
    ['GET', '/?x-id=ListDirectoryBuckets', 'ListDirectoryBuckets'],
    ['GET', '/b', 'ListObjects'],
    ['GET', '/b/', 'ListObjects'],
    ['GET', '/b?list-type=2&prefix=a', 'ListObjectsV2'],
    ['GET', '/b?versions', 'ListObjectVersions'],
    ['GET', '/b?lifecycle', 'GetBucketLifecycleConfiguration'],
    ['GET', '/b?policyStatus=', 'GetBucketPolicyStatus'],
    ['GET', '/b?analytics', 'ListBucketAnalyticsConfigurations'],
    ['GET', '/b?analytics&id=1', 'GetBucketAnalyticsConfiguration'],
    ['GET', '/b/k', 'GetObject'],
    ['GET', '/b/k/', 'GetObject'],
    ['GET', '/b//k', 'GetObject'],
    ['GET', '/b/k?retention', 'GetObjectRetention'],
    ['GET', '/b/k?uploadId=1', 'ListParts'],
    ['HEAD', '/b', 'HeadBucket'],
    ['HEAD', '/b/k', 'HeadObject'],
    ['PUT', '/b', 'CreateBucket'],
    ['PUT', '/b/k', 'PutObject'],
    ['PUT', '/b/k?partNumber=1&uploadId=1', 'UploadPart'],
    ['PUT', '/b?object-lock', 'PutObjectLockConfiguration'],
    ['POST', '/b/k?uploads', 'CreateMultipartUpload'],
    ['POST', '/b/k?uploadId=1', 'CompleteMultipartUpload'],
    ['POST', '/b?delete', 'DeleteObjects'],
    ['DELETE', '/b/k?uploadId=1', 'AbortMultipartUpload'],
    ['DELETE', '/b/k?versionId=1', 'DeleteObject'],
    ['DELETE', '/b?publicAccessBlock', 'DeletePublicAccessBlock'],
  ])('%s %s is %s', (method, target, operation) => {
    expect(reads(rawRequest({ method, target }), 's3').operation).toBe(operation);
  });

  test('a header tells a copy from an upload', () => {
    const headers = { 'x-amz-copy-source': '/b/other' };
    expect(reads(rawRequest({ method: 'PUT', target: '/b/k', headers }), 's3').operation).toBe('CopyObject');
    const part = rawRequest({ method: 'PUT', target: '/b/k?partNumber=1&uploadId=1', headers });
    expect(reads(part, 's3').operation).toBe('UploadPartCopy');
  });

  test('slashes at both ends of a key are part of it', () => {
    expect(reads(rawRequest({ method: 'GET', target: '/b//k%2F/' }), 's3').input).toMatchObject({ Key: '/k//' });
  });

  test.each(['my.bucket.s3.eu-west-1.amazonaws.com', 'my.bucket.s3.amazonaws.com', 'my.bucket.localhost:4566'])(
    'the bucket is found in the host %s',
    (host) => {
      const read = reads(rawRequest({ method: 'GET', target: '/a/key', headers: { host } }), 's3');
      expect(read).toMatchObject({ operation: 'GetObject', input: { Bucket: 'my.bucket', Key: 'a/key' } });
    },
  );

  test.each(['localhost:4566', '127.0.0.1:4566', 's3.eu-west-1.amazonaws.com', 's3.localhost'])(
    'there is no bucket in the host %s',
    (host) => {
      const read = reads(rawRequest({ method: 'GET', target: '/a/key', headers: { host } }), 's3');
      expect(read).toMatchObject({ operation: 'GetObject', input: { Bucket: 'a', Key: 'key' } });
    },
  );

  test('the public access block of an account is asked of S3 Control', () => {
    const read = reads(
      rawRequest({
        method: 'PUT',
        target: '/v20180820/configuration/publicAccessBlock',
        headers: { host: '111122223333.localhost:4566', 'x-amz-account-id': '111122223333' },
        body: '<PublicAccessBlockConfiguration xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>',
      }),
      's3',
    );
    expect(read).toMatchObject({ operation: 'PutPublicAccessBlock', problems: [] });
    expect(read.model.folder).toBe('s3control');
    expect(read.input).toEqual({
      AccountId: '111122223333',
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    });
  });
});
