import {
  CreateTagsCommand,
  CreateVpcCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startAws, until, type SandboxAws } from '../../support/aws.js';

describe('a fault', () => {
  let aws: SandboxAws;
  let vpcId: string;
  beforeAll(async () => {
    aws = await startAws();
    await aws.admin.set({ limits: 'off' });
    vpcId = (await aws.ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }))).Vpc?.VpcId ?? '';
  });
  afterEach(() => aws.admin.clearFaults());
  afterAll(() => aws.stop());

  const tag = (key: string, options: { abortSignal?: AbortSignal } = {}) =>
    aws.ec2.send(new CreateTagsCommand({ Resources: [vpcId], Tags: [{ Key: key, Value: '1' }] }), options);
  const tags = async (): Promise<readonly (string | undefined)[]> =>
    (await aws.ec2.send(new DescribeTagsCommand({}))).Tags?.map((each) => each.Key) ?? [];
  const effects = async (key: string) => {
    const { events } = await aws.admin.events();
    return events.filter(
      (event) => event.errorCode === undefined && JSON.stringify(event.requestParameters).includes(key),
    );
  };
  const match = { service: 'ec2', operation: 'CreateTags' };

  it('throttles or fails so many matching calls, after so many, without effect', async () => {
    await aws.admin.addFault({ match: { ...match, times: 2, after: 1 }, kind: 'throttle' });
    await tag('a');
    await expect(tag('b')).rejects.toMatchObject({ name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } });
    await expect(tag('b')).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    expect(await tags()).not.toContain('b');
    await tag('b');
    await aws.admin.addFault({ match: { inputIncludes: 'only-me' }, kind: 'error', status: 500, code: 'Unavailable' });
    await tag('c');
    await expect(tag('only-me')).rejects.toMatchObject({ name: 'Unavailable' });
  });

  it('throttles other services in their own words', async () => {
    await aws.admin.addFault({ match: { service: 'iam' }, kind: 'throttle' });
    await expect(new IAMClient(aws.config).send(new GetUserCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
  });

  it('loses the answer after the effect, once', async () => {
    await aws.admin.addFault({ match, kind: 'lost-answer' });
    await expect(tag('lost')).rejects.toThrow(/hang up|ECONNRESET|closed/);
    expect(await tags()).toContain('lost');
    expect(await effects('lost')).toHaveLength(1);
  });

  it('lets an SDK that retries succeed after a lost answer, with two effects on record', async () => {
    await aws.admin.addFault({ match, kind: 'lost-answer' });
    const patient = new EC2Client({ ...aws.config, maxAttempts: 3 });
    await patient.send(new CreateTagsCommand({ Resources: [vpcId], Tags: [{ Key: 'twice', Value: '' }] }));
    expect(await effects('twice')).toHaveLength(2);
  });

  it('holds a call between its effect and its answer until released', async () => {
    const fault = await aws.admin.addFault({ match, kind: 'hang-after-effect' });
    const pending = tag('held-after');
    await aws.admin.untilHit(fault.id);
    expect(await tags()).toContain('held-after');
    expect(await aws.admin.release(fault.id)).toBe(1);
    await expect(pending).resolves.toBeDefined();
  });

  it('holds a call before its effect, and takes it along when the caller goes away', async () => {
    const fault = await aws.admin.addFault({ match: { ...match, times: 2 }, kind: 'hang-before-effect' });
    const caller = new AbortController();
    const abandoned = tag('held-before', { abortSignal: caller.signal });
    await aws.admin.untilHit(fault.id);
    expect(await tags()).not.toContain('held-before');
    caller.abort();
    await expect(abandoned).rejects.toThrow();
    await until('the call to be let go', async () => ((await aws.admin.faults())[0]?.waiting === 0 ? true : undefined));
    expect(await tags()).not.toContain('held-before');
    const pending = tag('held-and-released');
    await aws.admin.untilHit(fault.id);
    await aws.admin.release();
    await pending;
    expect(await tags()).toContain('held-and-released');
  });

  it('delays', async () => {
    await aws.admin.addFault({ match, kind: 'delay', delayMs: 300 });
    const began = performance.now();
    await tag('late');
    expect(performance.now() - began).toBeGreaterThanOrEqual(290);
  });

  it('answers a read as it was before the write', async () => {
    const before = await tags();
    await aws.admin.addFault({ match: { operation: 'DescribeTags', times: 2 }, kind: 'stale-read' });
    await tag('fresh');
    expect(await tags()).toEqual(before);
    expect(await tags()).toEqual(before);
    expect(await tags()).toContain('fresh');
  });

  it('and every call are recorded under the request id that the caller sees', async () => {
    const { $metadata } = await tag('recorded');
    const { events, next } = await aws.admin.events();
    const event = events.find((each) => each.requestID === $metadata.requestId);
    expect(event).toMatchObject({
      eventSource: 'ec2.amazonaws.com',
      eventName: 'CreateTags',
      awsRegion: 'eu-west-1',
      userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root', accessKeyId: aws.credentials.accessKeyId },
      readOnly: false,
      requestParameters: {
        resourcesSet: { items: [{ resourceId: vpcId }] },
        tagSet: { items: [{ key: 'recorded', value: '1' }] },
      },
    });
    const error = (await aws.ec2
      .send(new DescribeVpcsCommand({ VpcIds: ['vpc-00000000000000000'] }))
      .catch((caught: unknown) => caught)) as { $metadata: { requestId: string }; name: string };
    const failed = (await aws.admin.events(next)).events.find((each) => each.requestID === error.$metadata.requestId);
    expect(failed).toMatchObject({ eventName: 'DescribeVpcs', readOnly: true, errorCode: `Client.${error.name}` });
  });

  it('that is not understood is refused with the reason', async () => {
    await expect(aws.admin.addFault({ kind: 'explode' } as never)).rejects.toThrow('400');
  });
});
