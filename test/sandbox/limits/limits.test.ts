import { describe, expect, test } from '@jest/globals';
import { openLimits, type LimitMode } from '../../../sandbox/limits/limits.js';

const ACCOUNT = '111122223333';

/** Limits on a clock that the test moves, and how many of `count` equal calls they let pass. */
const bench = (mode: LimitMode = 'real') => {
  let now = 0;
  const limits = openLimits(mode, () => now);
  const call = (service: string, operation: string, input: object = {}, account = ACCOUNT, region = 'eu-west-1') =>
    limits.take({ service, operation, account, region, input: input as Record<string, unknown> });
  return {
    limits,
    call,
    passed: (count: number, ...args: Parameters<typeof call>) =>
      Array.from({ length: count }, () => call(...args)).filter((refusal) => refusal === undefined).length,
    pass: (ms: number) => (now += ms),
  };
};

describe('request limits', () => {
  test.each([
    ['ec2', 'ModifyInstanceAttribute', {}, 50],
    ['ec2', 'ModifyNetworkInterfaceAttribute', {}, 100],
    ['ec2', 'AuthorizeSecurityGroupIngress', {}, 50],
    ['ec2', 'CreateVpcEndpoint', {}, 4],
    ['ec2', 'DescribeInstances', { Filters: [] }, 100],
    ['ec2', 'DescribeInstances', {}, 50],
    ['ec2', 'DescribeVpcs', {}, 100],
    ['cloudtrail', 'LookupEvents', {}, 2],
    ['cloudtrail', 'StopLogging', { Name: 'x' }, 1],
    ['securityhub', 'GetFindings', {}, 6],
    ['securityhub', 'BatchImportFindings', {}, 30],
    ['kms', 'CreateKey', {}, 5],
    ['kms', 'PutKeyPolicy', {}, 15],
    ['elasticloadbalancing', 'DeregisterTargets', {}, 20],
    ['elasticloadbalancing', 'CreateLoadBalancer', {}, 10],
    ['sts', 'AssumeRole', {}, 600],
  ])('%s %s with %j lets a burst of its published size pass', (service, operation, input, size) => {
    expect(bench().passed(size + 20, service, operation, input)).toBe(size);
  });

  test('a bucket fills at its published rate and never above its size', () => {
    const { passed, pass } = bench();
    passed(200, 'ec2', 'ModifyInstanceAttribute');
    pass(2_000);
    expect(passed(200, 'ec2', 'ModifyInstanceAttribute')).toBe(10);
    pass(3_600_000);
    expect(passed(200, 'ec2', 'ModifyInstanceAttribute')).toBe(50);
  });

  test('accounts, Regions and operations have their own buckets', () => {
    const { passed } = bench();
    passed(50, 'ec2', 'StopInstances', { InstanceIds: ['i-1'] });
    expect(passed(1, 'ec2', 'StopInstances', { InstanceIds: ['i-1'] })).toBe(0);
    expect(passed(1, 'ec2', 'StopInstances', { InstanceIds: ['i-1'] }, '444455556666')).toBe(1);
    expect(passed(1, 'ec2', 'StopInstances', { InstanceIds: ['i-1'] }, ACCOUNT, 'us-east-1')).toBe(1);
    expect(passed(1, 'ec2', 'RebootInstances', { InstanceIds: ['i-1'] })).toBe(1);
  });

  test('stopping many instances in one call takes a resource token for each', () => {
    const { call } = bench();
    const ids = (count: number) => ({ InstanceIds: Array.from({ length: count }, (_, at) => `i-${at}`) });
    expect(call('ec2', 'StopInstances', ids(900))).toBeUndefined();
    expect(call('ec2', 'StopInstances', ids(101))?.code).toBe('RequestLimitExceeded');
    expect(call('ec2', 'StopInstances', ids(100))).toBeUndefined();
  });

  test('a refused call spends nothing', () => {
    const { call, pass } = bench();
    for (let each = 0; each < 5; each += 1) call('ec2', 'RunInstances', { MaxCount: 1 });
    expect(call('ec2', 'RunInstances', { MaxCount: 990 })?.code).toBe('RequestLimitExceeded');
    pass(500);
    expect(call('ec2', 'RunInstances', { MaxCount: 990 })).toBeUndefined();
  });

  test('all operations of load balancing draw on the account together', () => {
    const { passed } = bench();
    expect(passed(40, 'elasticloadbalancing', 'DescribeTargetHealth')).toBe(40);
    expect(passed(1, 'elasticloadbalancing', 'DeregisterTargets')).toBe(0);
  });

  test.each([
    ['ec2', 'RequestLimitExceeded', 503],
    ['iam', 'Throttling', 400],
    ['ssm', 'ThrottlingException', 400],
    ['cloudtrail', 'ThrottlingException', 400],
    ['s3', 'SlowDown', 503],
    ['guardduty', 'TooManyRequestsException', 429],
  ])('%s refuses with %s and status %i', (service, code, status) => {
    const { call } = bench(0.001);
    call(service, 'CreateThing');
    expect(call(service, 'CreateThing')).toMatchObject({ code, status });
  });

  test('switched off, nothing is refused; scaled, everything is smaller', () => {
    const { limits, passed } = bench('off');
    expect(passed(300, 'ec2', 'ModifyInstanceAttribute')).toBe(300);
    limits.setMode(0.1);
    expect(passed(300, 'ec2', 'ModifyInstanceAttribute')).toBe(5);
    limits.setMode('real');
    expect(passed(300, 'ec2', 'ModifyInstanceAttribute')).toBe(50);
  });
});
