import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import { cloudtrail } from '../../../../sandbox/services/cloudtrail/index.js';
import { changeSettings } from '../../../../sandbox/world/settings.js';
import { openBench, type Bench } from '../harness.js';
import { recorded, responder } from './calls.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

let bench: Bench;
beforeEach(() => {
  bench = openBench([cloudtrail]);
});
afterEach(() => bench.close());

const lookup = (input: object = {}) => bench.call<LookupEventsResponse>(cloudtrail, 'LookupEvents', input);
const names = (input: object = {}) => lookup(input).Events?.map((event) => event.EventName);
const by = (AttributeKey: string, AttributeValue: string) => ({ LookupAttributes: [{ AttributeKey, AttributeValue }] });

describe('LookupEvents', () => {
  test('shows what was called, newest first, with the whole record', () => {
    recorded(bench);
    bench.pass(1_000);
    recorded(bench, { operation: 'TerminateInstances', caller: responder });
    const [newest] = lookup().Events ?? [];
    expect(names()).toEqual(['TerminateInstances', 'StopInstances']);
    expect(newest).toMatchObject({
      Username: 'case-7',
      AccessKeyId: 'ASIARESPONDER',
      ReadOnly: 'false',
      EventSource: 'ec2.amazonaws.com',
      Resources: [{ ResourceType: 'AWS::EC2::Instance', ResourceName: 'i-0123' }],
    });
    expect(JSON.parse(newest?.CloudTrailEvent ?? '')).toMatchObject({ eventID: newest?.EventId });
  });

  test.each([
    ['EventName', 'TerminateInstances'],
    ['Username', 'case-7'],
    ['AccessKeyId', 'ASIARESPONDER'],
    ['ResourceName', 'i-9'],
    ['ReadOnly', 'true'],
    ['EventSource', 'ssm.amazonaws.com'],
  ])('finds by %s', (key, value) => {
    recorded(bench);
    const found = {
      service: 'ssm',
      operation: 'TerminateInstances',
      caller: responder,
      readOnly: true,
      input: { InstanceId: 'i-9' },
    };
    recorded(bench, found);
    expect(names(by(key, value))).toEqual(['TerminateInstances']);
    expect(names(by(key, 'nothing'))).toEqual([]);
  });

  test('finds who stopped a trail by the name of the trail', () => {
    recorded(bench, { service: 'cloudtrail', operation: 'StopLogging', input: { Name: 'audit' } });
    expect(names(by('ResourceName', 'audit'))).toEqual(['StopLogging']);
    expect(names(by('ResourceType', 'AWS::CloudTrail::Trail'))).toEqual(['StopLogging']);
  });

  test('takes one attribute only', () => {
    const { LookupAttributes } = by('EventName', 'a');
    const two = { LookupAttributes: [...LookupAttributes, ...LookupAttributes] };
    expect(bench.refusal(cloudtrail, 'LookupEvents', two)).toBe('InvalidLookupAttributesException');
  });

  test('pages of 50 go on where the last one ended, whatever happens meanwhile', () => {
    for (let at = 0; at < 60; at += 1) recorded(bench, { operation: `Call${at}` });
    const first = lookup();
    recorded(bench, { operation: 'Meanwhile' });
    const second = lookup({ NextToken: first.NextToken });
    expect([first.Events?.length, second.Events?.length, second.NextToken]).toEqual([50, 10, undefined]);
    expect(second.Events?.[0]?.EventName).toBe('Call9');
  });

  test('a token of another request is refused', () => {
    for (let at = 0; at < 3; at += 1) recorded(bench);
    const { NextToken } = lookup({ MaxResults: 1 });
    expect(lookup({ NextToken }).Events).toHaveLength(2);
    expect(bench.refusal(cloudtrail, 'LookupEvents', { ...by('EventName', 'x'), NextToken })).toBe(
      'InvalidNextTokenException',
    );
    expect(bench.refusal(cloudtrail, 'LookupEvents', { NextToken: 'made-up' })).toBe('InvalidNextTokenException');
  });

  test('keeps to the time asked for', () => {
    recorded(bench, { operation: 'Early' });
    bench.pass(10 * MINUTE);
    const middle = new Date(bench.world.clock.now() - 5 * MINUTE);
    recorded(bench, { operation: 'Late' });
    expect(names({ StartTime: middle })).toEqual(['Late']);
    expect(names({ EndTime: middle })).toEqual(['Early']);
    expect(bench.refusal(cloudtrail, 'LookupEvents', { StartTime: middle, EndTime: new Date(0) })).toBe(
      'InvalidTimeRangeException',
    );
  });

  test('forgets after 90 days', () => {
    recorded(bench);
    bench.pass(89 * DAY);
    expect(names()).toHaveLength(1);
    bench.pass(2 * DAY);
    expect(names()).toEqual([]);
  });

  test('an event shows when it is delivered, minutes after the call', () => {
    changeSettings(bench.world, { trailDelayMs: 5 * MINUTE });
    recorded(bench);
    bench.pass(4 * MINUTE);
    expect(names()).toEqual([]);
    bench.pass(2 * MINUTE);
    expect(names()).toEqual(['StopInstances']);
  });

  test.each(['GetObject', 'PutObject', 'PutObjectRetention', 'UploadPart', 'DeleteObjects', 'ListObjectsV2'])(
    'a data event (%s) never shows',
    (operation) => {
      recorded(bench, { service: 's3', operation, input: { Bucket: 'b', Key: 'k' } });
      recorded(bench, { service: 's3', operation: 'PutBucketPolicy', input: { Bucket: 'b' } });
      expect(names()).toEqual(['PutBucketPolicy']);
    },
  );
});
