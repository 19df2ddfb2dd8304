import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { events } from '../../../../sandbox/services/cloudtrail/record.js';
import { ACCOUNT, openBench, type Bench } from '../harness.js';
import { recorded } from './calls.js';

let bench: Bench;
beforeEach(() => {
  bench = openBench([]);
});
afterEach(() => bench.close());

const last = () => events(bench.world, 0).events.at(-1);

describe('what a CloudTrail record has of a request and its answer', () => {
  test('is spelled as EC2 does: sets of items', () => {
    recorded(bench, {
      operation: 'DescribeInstances',
      readOnly: true,
      input: { InstanceIds: ['i-1'], Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] },
      output: { Reservations: [{ OwnerId: ACCOUNT }] },
    });
    expect(last()).toMatchObject({
      requestParameters: {
        instancesSet: { items: [{ instanceId: 'i-1' }] },
        filterSet: { items: [{ name: 'vpc-id', valueSet: { items: [{ value: 'vpc-1' }] } }] },
      },
      responseElements: null,
    });
  });

  test('has policies and never secrets', () => {
    const policy = '{"Version":"2012-10-17"}';
    recorded(bench, {
      service: 'iam',
      operation: 'CreateAccessKey',
      input: { UserName: 'bob', PolicyDocument: policy, Password: 'hunter2' },
      output: { AccessKey: { AccessKeyId: 'AKIANEW', SecretAccessKey: 'hunter2', CreateDate: new Date(0) } },
    });
    expect(last()).toMatchObject({
      requestParameters: { userName: 'bob', policyDocument: policy },
      responseElements: { accessKey: { accessKeyId: 'AKIANEW', createDate: 'Jan 1, 1970, 12:00:00 AM' } },
    });
    expect(JSON.stringify(last())).not.toContain('hunter2');
  });

  test.each([
    ['ssm', 'SendCommand', { Parameters: { commands: ['secret'] } }, { parameters: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
    ['ssm', 'PutParameter', { Name: 'n', Value: 'secret' }, { name: 'n', value: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
    ['ec2', 'RunInstances', { UserData: 'secret' }, { userData: '<sensitiveDataRemoved>' }],
    ['kms', 'Encrypt', { KeyId: 'k', Plaintext: Buffer.from('secret') }, { keyId: 'k' }],
    ['s3', 'PutObject', { Bucket: 'b', Key: 'k', Body: Buffer.from('secret') }, { bucketName: 'b', key: 'k' }],
  ])('of %s %s does not show what is sensitive', (service, operation, input, requestParameters) => {
    recorded(bench, { service, operation, input });
    expect(last()?.requestParameters).toEqual(requestParameters);
  });

  test('of a refusal is its code as the service spells it, and no answer', () => {
    const error = { message: 'no', status: 403 };
    recorded(bench, { error: { ...error, code: 'UnauthorizedOperation' }, output: { a: 1 } });
    expect(last()).toMatchObject({
      errorCode: 'Client.UnauthorizedOperation',
      errorMessage: 'no',
      responseElements: null,
    });
    recorded(bench, { service: 'ssm', error: { ...error, code: 'AccessDeniedException' } });
    expect(last()?.errorCode).toBe('AccessDenied');
  });

  test('of EC2 says that it was done, under which request id', () => {
    recorded(bench, { operation: 'CreateTags', input: { Resources: ['i-1'], Tags: [] }, output: undefined });
    expect(last()).toMatchObject({
      requestParameters: { resourcesSet: { items: [{ resourceId: 'i-1' }] } },
      responseElements: { requestId: 'request', _return: true },
    });
  });

  test('is left out beyond 100 KB', () => {
    recorded(bench, { service: 'iam', operation: 'CreatePolicy', input: { PolicyDocument: 'x'.repeat(110 * 1024) } });
    expect(last()?.requestParameters).toMatchObject({ omitted: true });
  });
});
