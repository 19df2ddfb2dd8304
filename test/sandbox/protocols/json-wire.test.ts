import { describe, expect, test } from '@jest/globals';
import { writeAnswer } from '../../../sandbox/protocols/write-answer.js';
import { jsonRequest, modelOf, rawRequest, reads } from './wire.js';

describe('JSON', () => {
  test('blobs, times and members that the service does not know', () => {
    const decrypt = reads(jsonRequest('TrentService.Decrypt', '{"CiphertextBlob":"AQID","Unheard":1}'), 'kms');
    expect(decrypt).toMatchObject({ operation: 'Decrypt', problems: [] });
    expect(decrypt.input).toEqual({ CiphertextBlob: Buffer.from([1, 2, 3]) });
    const lookup = reads(jsonRequest('CloudTrail_20131101.LookupEvents', '{"StartTime":1772368215.25}'), 'cloudtrail');
    expect(lookup.input).toEqual({ StartTime: new Date('2026-03-01T12:30:15.250Z') });
  });

  test('CloudTrail is named with its package by some SDKs', () => {
    const target = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListTrails';
    expect(reads(jsonRequest(target, '{}'), 'cloudtrail').operation).toBe('ListTrails');
  });

  test('an answer', () => {
    const answer = writeAnswer(
      modelOf('kms'),
      'Encrypt',
      { CiphertextBlob: Buffer.from([1, 2, 3]), KeyId: 'k' },
      'id-1',
    );
    expect(answer.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': 'id-1',
    });
    expect(answer.body.toString('utf8')).toBe('{"CiphertextBlob":"AQID","KeyId":"k"}');
    expect(writeAnswer(modelOf('kms'), 'DisableKey', undefined, 'id-1')).toMatchObject({
      status: 200,
      body: Buffer.alloc(0),
    });
  });
});

describe('REST JSON', () => {
  test('labels, query lists and a body', () => {
    const criteria =
      '{"findingCriteria":{"criterion":{"severity":{"greaterThanOrEqual":7,"eq":["8"]}}},"maxResults":5}';
    const read = reads(rawRequest({ target: '/detector/a%2Fb/findings', body: criteria }), 'guardduty');
    expect(read.operation).toBe('ListFindings');
    expect(read.input).toEqual({
      DetectorId: 'a/b',
      FindingCriteria: { Criterion: { severity: { GreaterThanOrEqual: 7, Eq: ['8'] } } },
      MaxResults: 5,
    });
    const untag = rawRequest({ method: 'DELETE', target: '/tags/arn%3Aaws%3Ax?tagKeys=a&tagKeys=b' });
    expect(reads(untag, 'guardduty').input).toEqual({ ResourceArn: 'arn:aws:x', TagKeys: ['a', 'b'] });
  });

  test('a label that takes the rest of the path', () => {
    const read = reads(rawRequest({ method: 'GET', target: '/insights/results/arn:aws:a/b/c' }), 'securityhub');
    expect(read).toMatchObject({ operation: 'GetInsightResults', input: { InsightArn: 'arn:aws:a/b/c' } });
  });

  test('an answer without members is an empty object', () => {
    expect(writeAnswer(modelOf('guardduty'), 'ArchiveFindings', {}, 'id-1')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{}'),
    });
  });
});
