import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { GetTrailStatusResponse } from '@aws-sdk/client-cloudtrail';
import { cloudtrail } from '../../../../sandbox/services/cloudtrail/index.js';
import { openBench, type Bench } from '../harness.js';
import { recorded } from './calls.js';
import { BUCKET, calledOnTrail, delivered, deliveredNames, makeBucket } from './trail.js';

const MINUTE = 60_000;

let bench: Bench;
beforeEach(() => {
  bench = openBench([cloudtrail]);
  makeBucket(bench);
  bench.call(cloudtrail, 'CreateTrail', { Name: 'audit', S3BucketName: BUCKET, EnableLogFileValidation: true });
});
afterEach(() => bench.close());

const logging = (operation: 'StartLogging' | 'StopLogging') => calledOnTrail(bench, operation, { Name: 'audit' });
const status = () => bench.call<GetTrailStatusResponse>(cloudtrail, 'GetTrailStatus', { Name: 'audit' });

describe('a trail that logs', () => {
  test('delivers what happened within five minutes, gzipped, under the date', () => {
    logging('StartLogging');
    recorded(bench);
    expect(deliveredNames(bench)).toEqual([]);
    bench.pass(5 * MINUTE);
    expect(deliveredNames(bench)).toEqual(['StartLogging', 'StopInstances']);
    expect(delivered(bench)[0]?.key).toMatch(
      /^AWSLogs\/111122223333\/CloudTrail\/eu-west-1\/\d{4}\/\d\d\/\d\d\/111122223333_CloudTrail_eu-west-1_\d{8}T\d{4}Z_\w{16}\.json\.gz$/,
    );
    expect(status()).toHaveProperty('LatestDeliveryTime');
  });

  test('delivers nothing of before, and nothing twice', () => {
    recorded(bench, { operation: 'Before' });
    logging('StartLogging');
    bench.pass(10 * MINUTE);
    recorded(bench, { operation: 'Later' });
    bench.pass(10 * MINUTE);
    expect(deliveredNames(bench)).toEqual(['StartLogging', 'Later']);
  });

  test('delivers nothing of the time in which someone stopped it, but that they did', () => {
    logging('StartLogging');
    bench.pass(MINUTE);
    logging('StopLogging');
    bench.pass(MINUTE);
    recorded(bench, { operation: 'Unseen' });
    bench.pass(20 * MINUTE);
    recorded(bench, { operation: 'AlsoUnseen' });
    bench.pass(20 * MINUTE);
    expect(deliveredNames(bench)).toEqual(['StartLogging', 'StopLogging']);
    logging('StartLogging');
    recorded(bench, { operation: 'Seen' });
    bench.pass(10 * MINUTE);
    expect(deliveredNames(bench)).toEqual(['StartLogging', 'StopLogging', 'StartLogging', 'Seen']);
  });

  test('delivers IAM and other Regions only when it is of all Regions', () => {
    logging('StartLogging');
    recorded(bench, { service: 'iam', operation: 'DeleteUser' });
    bench.pass(5 * MINUTE);
    expect(deliveredNames(bench)).toEqual(['StartLogging']);
    bench.call(cloudtrail, 'UpdateTrail', { Name: 'audit', IsMultiRegionTrail: true });
    recorded(bench, { service: 'iam', operation: 'DeleteRole' });
    bench.pass(5 * MINUTE);
    expect(deliveredNames(bench)).toContain('DeleteRole');
    expect(delivered(bench).some(({ key }) => key.includes('/CloudTrail/us-east-1/'))).toBe(true);
  });

  test('delivers data events when a selector wants them', () => {
    logging('StartLogging');
    const put = (key: string) =>
      recorded(bench, { service: 's3', operation: 'PutObject', input: { Bucket: 'evidence', Key: key } });
    put('unwanted');
    const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::evidence/case-7'] }];
    bench.pass(5 * MINUTE);
    bench.call(cloudtrail, 'PutEventSelectors', { TrailName: 'audit', EventSelectors: [{ DataResources }] });
    put('case-8/x');
    put('case-7/memory');
    bench.pass(5 * MINUTE);
    const keys = delivered(bench).flatMap(({ content }) => content.match(/case-\d/g) ?? []);
    expect(keys).toEqual(['case-7']);
  });

  test('says why it cannot deliver, and delivers everything once it can', () => {
    logging('StartLogging');
    makeBucket(bench, 'Deny');
    bench.pass(5 * MINUTE);
    expect(status().LatestDeliveryError).toBe('AccessDenied');
    expect(delivered(bench)).toEqual([]);
    makeBucket(bench);
    recorded(bench);
    bench.pass(5 * MINUTE);
    expect(deliveredNames(bench)).toEqual(['StartLogging', 'StopInstances']);
    expect(status().LatestDeliveryError).toBeUndefined();
  });
});
