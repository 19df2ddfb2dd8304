import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DescribeTrailsResponse, GetTrailStatusResponse } from '@aws-sdk/client-cloudtrail';
import { cloudtrail } from '../../../../sandbox/services/cloudtrail/index.js';
import { perform } from '../../../../sandbox/services/perform.js';
import { ACCOUNT, openBench, REGION, type Bench } from '../harness.js';
import { BUCKET, makeBucket } from './trail.js';

const ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit`;

let bench: Bench;
beforeEach(() => {
  bench = openBench([cloudtrail]);
  makeBucket(bench);
});
afterEach(() => bench.close());

const ask = <T>(operation: string, input: object = {}) => bench.call<T>(cloudtrail, operation, input);
const refused = (operation: string, input: object) => bench.refusal(cloudtrail, operation, input);
const create = (rest: object = {}) => ask('CreateTrail', { Name: 'audit', S3BucketName: BUCKET, ...rest });
const status = () => ask<GetTrailStatusResponse>('GetTrailStatus', { Name: 'audit' });

describe('a trail', () => {
  test('is created without logging', () => {
    expect(create({ EnableLogFileValidation: true })).toMatchObject({
      Name: 'audit',
      TrailARN: ARN,
      S3BucketName: BUCKET,
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: false,
      LogFileValidationEnabled: true,
    });
    expect(status().IsLogging).toBe(false);
    expect(status()).not.toHaveProperty('StartLoggingTime');
  });

  test('shows when it was started and stopped', () => {
    create();
    ask('StartLogging', { Name: ARN });
    const started = bench.world.clock.now();
    bench.pass(60_000);
    ask('StopLogging', { Name: 'audit' });
    const { IsLogging, StartLoggingTime, StopLoggingTime } = status();
    expect(IsLogging).toBe(false);
    expect(Math.abs(Number(StartLoggingTime) - started)).toBeLessThan(5_000);
    expect(Number(StopLoggingTime) - Number(StartLoggingTime)).toBeGreaterThanOrEqual(60_000);
  });

  test('shows in other Regions when it is of all Regions, and changes at home only', () => {
    create({ IsMultiRegionTrail: true });
    create({ Name: 'local' });
    const abroad = (operation: string, input: object = {}) => {
      const request = { operation, input: { ...input }, region: 'us-east-1', requestId: 'r', sourceIp: '203.0.113.9' };
      return perform(bench.world, () => undefined, { service: cloudtrail, caller: bench.caller, ...request });
    };
    const names = (input: object = {}) =>
      (abroad('DescribeTrails', input) as DescribeTrailsResponse).trailList?.map((trail) => trail.Name);
    expect(names()).toEqual(['audit']);
    expect(names({ includeShadowTrails: false })).toEqual([]);
    expect(abroad('GetTrail', { Name: 'audit' })).toMatchObject({ Trail: { HomeRegion: REGION } });
    expect(() => abroad('StopLogging', { Name: 'audit' })).toThrow(
      expect.objectContaining({ code: 'InvalidHomeRegionException' }),
    );
    expect(() => abroad('StopLogging', { Name: 'local' })).toThrow(
      expect.objectContaining({ code: 'TrailNotFoundException' }),
    );
  });

  test.each([
    ['of a name too short', { Name: 'ab' }, 'InvalidTrailNameException'],
    ['of a name with two dashes in a row', { Name: 'a--b' }, 'InvalidTrailNameException'],
    ['into a bucket that is not there', { S3BucketName: 'nowhere' }, 'S3BucketDoesNotExistException'],
    ['with a key that is not there', { KmsKeyId: 'alias/nothing' }, 'KmsKeyNotFoundException'],
    ['of an organization', { IsOrganizationTrail: true }, 'OrganizationsNotInUseException'],
    [
      'of all Regions without global services',
      { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false },
      'InvalidParameterCombinationException',
    ],
  ])('%s cannot be created', (_what, rest, code) => {
    expect(refused('CreateTrail', { Name: 'audit', S3BucketName: BUCKET, ...rest })).toBe(code);
  });

  test('cannot be created into a bucket whose policy keeps CloudTrail out', () => {
    makeBucket(bench, 'Deny');
    expect(refused('CreateTrail', { Name: 'audit', S3BucketName: BUCKET })).toBe('InsufficientS3BucketPolicyException');
  });

  test('has a name of its own, and four others beside it at most', () => {
    create();
    expect(refused('CreateTrail', { Name: 'audit', S3BucketName: BUCKET })).toBe('TrailAlreadyExistsException');
    for (const Name of ['two', 'three', 'four', 'five']) create({ Name });
    expect(refused('CreateTrail', { Name: 'six', S3BucketName: BUCKET })).toBe(
      'MaximumNumberOfTrailsExceededException',
    );
  });

  test('is updated and deleted', () => {
    create();
    expect(ask('UpdateTrail', { Name: 'audit', EnableLogFileValidation: true })).toMatchObject({
      LogFileValidationEnabled: true,
    });
    expect(refused('UpdateTrail', { Name: 'audit', S3BucketName: 'nowhere' })).toBe('S3BucketDoesNotExistException');
    ask('DeleteTrail', { Name: 'audit' });
    expect(refused('GetTrail', { Name: 'audit' })).toBe('TrailNotFoundException');
    expect(refused('StopLogging', { Name: ARN })).toBe('TrailNotFoundException');
    expect(refused('GetTrail', { Name: 'arn:aws:s3:::x' })).toBe('CloudTrailARNInvalidException');
  });

  test('has tags', () => {
    create({ TagsList: [{ Key: 'owner', Value: 'security' }] });
    ask('AddTags', { ResourceId: ARN, TagsList: [{ Key: 'case', Value: '7' }] });
    ask('RemoveTags', { ResourceId: ARN, TagsList: [{ Key: 'owner' }] });
    expect(ask('ListTags', { ResourceIdList: [ARN] })).toEqual({
      ResourceTagList: [{ ResourceId: ARN, TagsList: [{ Key: 'case', Value: '7' }] }],
    });
  });

  test('has event selectors of one kind or the other', () => {
    create();
    expect(ask('GetEventSelectors', { TrailName: 'audit' })).toMatchObject({
      EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }],
    });
    const advanced = [{ Name: 'writes', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }];
    ask('PutEventSelectors', { TrailName: 'audit', AdvancedEventSelectors: advanced });
    expect(ask('GetEventSelectors', { TrailName: 'audit' })).toEqual({
      TrailARN: ARN,
      AdvancedEventSelectors: advanced,
    });
    for (const wrong of [{}, { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'colour' }] }] }])
      expect(refused('PutEventSelectors', { TrailName: 'audit', ...wrong })).toBe('InvalidEventSelectorsException');
  });
});
