import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import { readingFor } from '../../../activities/aws/attempt.js';
import { readInstance } from '../../../activities/ec2/instances.js';
import { awsFor } from '../../../activities/engine/aws-for.js';
import { readingTogether } from '../../../activities/engine/shared-reads.js';
import type { PlanAnswers } from '../../../workflows/contract/plan-answers.js';
import { Crowd } from '../fixtures/crowd.js';

const size = 120;
let crowd: Crowd;
beforeAll(async () => {
  crowd = await Crowd.open(size);
});
afterAll(() => crowd.close());
afterEach(() => crowd.office.aws.admin.clearFaults());

describe('planning many targets', () => {
  it('reads them together, in tens of calls, and hands each target what is its own', async () => {
    const counted = await crowd.counting();
    const planned = await crowd.plan();
    expect(await counted()).toEqual({
      DescribeInstances: 2,
      DescribeNetworkInterfaces: 2,
      DescribeIamInstanceProfileAssociations: 2,
      DescribeSessions: 2,
      DescribeAutoScalingInstances: 3,
      DescribeInstanceTypes: 1,
      DescribeLoadBalancers: 1,
      DescribeTargetGroups: 1,
      DescribeTargetHealth: 1,
    });
    const { NetworkInterfaces = [] } = await crowd.ec2.describeNetworkInterfaces({});
    const isolated = (await crowd.stepsOf(planned)).filter(({ signed }) => signed.action === 'isolateInstance');
    expect(isolated.map(({ signed }) => [signed.input['instanceId'], signed.calls.at(-1)?.target])).toEqual(
      crowd.ids.map((id) => [
        id,
        NetworkInterfaces.find(({ Attachment }) => Attachment?.InstanceId === id)?.NetworkInterfaceId,
      ]),
    );
  });

  it('keeps what AWS answered in as many documents as there were calls', async () => {
    const job = await crowd.office.job(crowd.ids[0] ?? '');
    const counted = await crowd.counting();
    await crowd.plan(crowd.ids, crowd.environment(), job);
    const calls = Object.values(await counted()).reduce((sum, times) => sum + times, 0);
    const [planned] = await crowd.office.entries(job, 'plan');
    const list = await crowd.office.ledger.getDocument(planned?.body.answers ?? 'sha256:');
    expect((list as unknown as PlanAnswers).answers).toHaveLength(calls);
  });

  it('leaves what AWS tells of one target alone for when it is applied, and puts that back as it was', async () => {
    const [was = '', wasNot = ''] = crowd.ids.slice(-2);
    await crowd.ec2.modifyInstanceAttribute({ InstanceId: was, DisableApiTermination: { Value: true } });
    const job = await crowd.office.job(was);
    const planned = await crowd.plan(crowd.ids, crowd.environment(), job);
    const protects = (await crowd.stepsOf(planned)).filter(({ signed }) => signed.action === 'protectInstance');
    expect(protects.map(({ observed }) => observed.differences[0])).toEqual(
      crowd.ids.map(() => ({ what: 'termination protection', now: 'not read yet', then: 'on' })),
    );
    await crowd.office.sign(job, planned);
    const two = protects.filter(({ signed }) => [was, wasNot].some((id) => signed.step.includes(id)));
    await crowd.apply(
      planned,
      two.map(({ signed }) => signed.step),
      job,
    );
    const release = await crowd.stepsOf(await crowd.office.planRelease(job));
    const callsOn = (id: string) => release.find(({ signed }) => signed.step.includes(id))?.signed.calls;
    const [vol] = callsOn(was) ?? [];
    expect(callsOn(was)?.map(({ id }) => id)).toEqual([vol?.id]);
    expect(vol?.id).toMatch(/^vol-/);
    expect(callsOn(wasNot)?.map(({ id }) => id)).toEqual(['termination', expect.stringMatching(/^vol-/)]);
  });

  it('goes on after an answer that AWS was too busy for, without beginning anew', async () => {
    const { admin } = crowd.office.aws;
    const few = crowd.ids.slice(0, 20);
    await admin.addFault({ match: { operation: 'DescribeNetworkInterfaceAttribute', after: 10 }, kind: 'throttle' });
    await admin.addFault({ match: { operation: 'DescribeNetworkInterfaces' }, kind: 'throttle' });
    const counted = await crowd.counting();
    await crowd.plan(few);
    // One more of those that were refused, and nothing else again.
    expect(await counted()).toMatchObject({
      DescribeInstances: 1,
      DescribeNetworkInterfaces: 2,
      DescribeNetworkInterfaceAttribute: few.length + 1,
      DescribeInstanceAttribute: 2 * few.length,
    });
  });

  it('beats its heart, and ends at once when it is cancelled', async () => {
    const { aws } = crowd.office;
    const fault = await aws.admin.addFault({
      match: { operation: 'DescribeInstanceAttribute' },
      kind: 'hang-before-effect',
    });
    const environment = crowd.environment();
    const beat = once(environment, 'heartbeat');
    const planned = crowd.plan(crowd.ids.slice(0, 2), environment);
    await Promise.all([aws.admin.untilHit(fault.id), beat]);
    environment.cancel('CANCELLED');
    await expect(planned).rejects.toBeInstanceOf(CancelledFailure);
    await aws.admin.release(fault.id);
  });

  it('is refused for one that AWS does not know, which is named', async () => {
    const unknown = 'i-0123456789abcdef0';
    await expect(crowd.plan([...crowd.ids.slice(0, 5), unknown])).rejects.toMatchObject({
      type: 'NotFound',
      message: expect.stringContaining(unknown),
    });
  });
});

describe('instances that are read together', () => {
  const reader = () => {
    const { clients, ledger } = crowd.office;
    const attempt = readingFor(crowd.job);
    const workplace = { clients, ledger, actor: 'worker:test' } as never;
    const shared = readingTogether(workplace, crowd.job, size);
    return awsFor(workplace, { account: '', region: '' }, attempt, [], null, shared);
  };

  it('are all known but the one that AWS does not know', async () => {
    const [first = '', second = ''] = crowd.ids;
    const aws = reader();
    const read = await Promise.allSettled([first, 'i-0123456789abcdef0', second].map((id) => readInstance(aws, id)));
    expect(read).toMatchObject([
      { value: { instance: { InstanceId: first } } },
      { status: 'rejected', reason: { type: 'NotFound' } },
      { value: { instance: { InstanceId: second } } },
    ]);
  });

  it('are read again after a failure, and once after an answer', async () => {
    await crowd.office.aws.admin.addFault({ match: { operation: 'DescribeInstances' }, kind: 'throttle' });
    const [id = ''] = crowd.ids;
    const aws = reader();
    const counted = await crowd.counting();
    await expect(readInstance(aws, id)).rejects.toMatchObject({ type: 'Throttled' });
    await readInstance(aws, id);
    await readInstance(aws, id);
    expect(await counted()).toMatchObject({ DescribeInstances: 2 });
  });
});

describe('planning the release of several targets', () => {
  it('reads them together', async () => {
    const ids = crowd.ids.slice(0, 3);
    const actions = [
      'removePublicAddresses',
      'isolateInstance',
      'shortenIdleTimeout',
      'detachProfile',
      'disableMetadata',
    ];
    const planned = await crowd.plan(ids);
    await crowd.office.sign(crowd.job, planned);
    await crowd.apply(planned, actions);
    const counted = await crowd.counting();
    const release = await crowd.office.planRelease(crowd.job);
    expect(await counted()).toEqual({
      DescribeInstances: 1,
      DescribeNetworkInterfaces: 1,
      DescribeIamInstanceProfileAssociations: 1,
      DescribeNetworkInterfaceAttribute: 3,
    });
    // On each target what was done last is put back first.
    expect(release.stages[0]?.tracks.map(({ steps }) => steps?.map(({ action }) => action))).toEqual(
      ids.map(() => [...actions].reverse()),
    );
  });
});
