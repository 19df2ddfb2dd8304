import { DescribeInstancesCommand, ModifyNetworkInterfaceAttributeCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiCall } from '../../../sandbox/gateway/api-call.js';
import { tokenBuckets } from '../../../sandbox/gateway/token-buckets.js';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { makeStage } from './stage.js';

const call = (operation: string, parameters: ApiCall['parameters'] = {}, region = 'eu-west-1'): ApiCall => ({
  requestId: 'r',
  service: 'ec2',
  region,
  operation,
  protocol: 'ec2',
  parameters,
  readOnly: false,
  accessKeyId: 'k',
});

describe("AWS's token buckets", () => {
  const burst = (operation: string, parameters: ApiCall['parameters'] = {}): readonly [number, number] => {
    let time = 0;
    const buckets = tokenBuckets(() => time);
    const spend = (): number => {
      let count = 0;
      while (buckets.take(call(operation, parameters)) === undefined) count += 1;
      return count;
    };
    const first = spend();
    time += 10_000;
    return [first, spend()];
  };

  it.each([
    ['ModifyNetworkInterfaceAttribute', {}, 100, 50],
    ['ModifyInstanceAttribute', {}, 50, 50],
    ['CreateTags', {}, 100, 100],
    ['RunInstances', {}, 5, 5],
    ['DescribeInstances', {}, 50, 50],
    ['DescribeInstances', { InstanceId: ['i-1'] }, 100, 100],
    ['DescribeInstances', { MaxResults: '5' }, 100, 100],
    ['DescribeVpcs', {}, 100, 100],
    ['RunInstances', { MaxCount: '600' }, 1, 0],
  ] as const)('%s %j: %i at once, %i more in ten seconds', (operation, parameters, first, later) => {
    expect(burst(operation, parameters)).toEqual([first, later]);
  });

  it('are apart for each Region and API, and do not hold other services', () => {
    const buckets = tokenBuckets(() => 0);
    for (let n = 0; n < 5; n++) expect(buckets.take(call('RunInstances'))).toBeUndefined();
    expect(buckets.take(call('RunInstances'))).toMatchObject({ status: 503, code: 'RequestLimitExceeded' });
    expect(buckets.take(call('RunInstances', {}, 'eu-central-1'))).toBeUndefined();
    expect(buckets.take(call('StartInstances'))).toBeUndefined();
    expect(buckets.take({ ...call('RunInstances'), service: 'iam' })).toBeUndefined();
  });
});

describe('a throttled gateway', () => {
  let aws: SandboxAws;
  beforeAll(async () => {
    aws = await startAws();
  });
  afterAll(() => aws.stop());

  it('refuses what is over the bucket, without effect, and serves everything once switched off', async () => {
    const stage = await makeStage(aws.ec2);
    const group = await stage.group('g');
    const eni = await stage.interface([group]);
    const command = new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: eni, Groups: [group] });
    const outcomes = await Promise.allSettled(Array.from({ length: 140 }, () => aws.ec2.send(command)));
    const errors = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as Error] : []));
    expect(errors.length).toBeGreaterThan(0);
    expect(new Set(errors.map((error) => error.name))).toEqual(new Set(['RequestLimitExceeded']));
    const { events } = await aws.admin.events();
    const throttled = events.filter((event) => event.errorCode === 'RequestLimitExceeded');
    expect(throttled).toHaveLength(errors.length);
    await aws.admin.setBuckets(false);
    const again = await Promise.allSettled(Array.from({ length: 120 }, () => aws.ec2.send(command)));
    expect(again.filter((each) => each.status === 'rejected')).toEqual([]);
    await aws.ec2.send(new DescribeInstancesCommand({}));
  });
});
