import { describe, expect, test } from '@jest/globals';
import { writeAnswer } from '../../../sandbox/protocols/write-answer.js';
import { modelOf, problemsOf, rawRequest, reads, unreadable } from './wire.js';

const at = new Date('2030-01-01T00:00:00Z');

describe('answers', () => {
  test('have the root element and namespace of S3', () => {
    const { body } = writeAnswer(modelOf('s3'), 'ListBuckets', { Buckets: [] }, 'id-1');
    expect(body.toString('utf8')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets/></ListAllMyBucketsResult>',
    );
  });

  test('are empty where S3 answers with a status alone', () => {
    const answered = writeAnswer(modelOf('s3'), 'DeleteObject', { VersionId: 'v' }, 'id-1');
    expect(answered).toMatchObject({ status: 204, headers: { 'x-amz-version-id': 'v' }, body: Buffer.alloc(0) });
  });

  test('to HEAD say how long the object is without showing it', () => {
    const answered = writeAnswer(modelOf('s3'), 'HeadObject', { ContentLength: 5, LastModified: at }, 'id-1');
    expect(answered.body).toHaveLength(0);
    expect(answered.headers).toMatchObject({ 'content-length': '5', 'last-modified': 'Tue, 01 Jan 2030 00:00:00 GMT' });
  });

  test('spell metadata that is no ASCII as S3 does', () => {
    const answered = writeAnswer(modelOf('s3'), 'HeadObject', { Metadata: { name: 'Zoë\r\nx: y' } }, 'id-1');
    expect(answered.headers['x-amz-meta-name']).toBe(`=?UTF-8?B?${Buffer.from('Zoë\r\nx: y').toString('base64')}?=`);
  });
});

describe('what S3 refuses', () => {
  const put = (body: string): Parameters<typeof reads>[0] =>
    rawRequest({ method: 'PUT', target: '/b/k?retention', body });

  test.each([
    '<Retention><Mode>GOVERNANCE</Retention>',
    '<Other/>',
    'no XML',
    '<!DOCTYPE a><Retention/>',
    '<Retention>&x;</Retention>',
  ])('the body %s', (body) => {
    expect(unreadable(put(body), 's3')).toBe('malformed 400 MalformedXML');
  });

  test('elements that the schema has not, and times that are none', () => {
    expect(problemsOf(put('<Retention><Mood>x</Mood></Retention>'), 's3')).toMatchObject([{ kind: 'unknown' }]);
    const body = '<Retention><RetainUntilDate>tomorrow</RetainUntilDate></Retention>';
    expect(problemsOf(put(body), 's3')).toMatchObject([{ kind: 'type', path: ['Retention', 'RetainUntilDate'] }]);
  });
});
