import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { FaultOrder } from '../../sandbox/faults/order.js';
import type { Hash } from '../../workflows/contract/json.js';
import { until } from '../support/aws.js';
import { Stack, stepOf, stepsOf, type TestInstance } from '../support/stack.js';
import { expectRefusal } from './expect-refusal.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(150_000);

let stack: Stack;
let elbv2: ElasticLoadBalancingV2;
beforeAll(async () => {
  stack = await Stack.start();
  await stack.admin.set({ snapshotMs: 0 });
  const { endpoint, region, credentials } = stack.status().aws;
  elbv2 = new ElasticLoadBalancingV2({ endpoint, region, credentials });
});
afterAll(async () => {
  elbv2?.destroy();
  await stack?.stop();
});

const group = async (name: string): Promise<string> => {
  const { SecurityGroups } = await stack.ec2.describeSecurityGroups({
    Filters: [{ Name: 'group-name', Values: [name] }],
  });
  return SecurityGroups?.[0]?.GroupId ?? '';
};

/** Every call of that operation that names `text` is refused, until faults are cleared. */
const denied = (operation: string, text: string): FaultOrder => ({
  match: { operation, inputIncludes: text, times: 1_000 },
  kind: 'error',
  status: 403,
  code: 'UnauthorizedOperation',
  message: `You are not authorized to perform this operation: ec2:${operation}`,
});

/** A run that waits at the failure gate of its isolation: the second interface is denied. */
const stuck = async () => {
  const instance = await stack.instance();
  const before = await stack.groups(instance.id);
  await stack.admin.addFault(denied('ModifyNetworkInterfaceAttribute', instance.interfaces[1] ?? ''));
  const run = await stack.contain(instance.id);
  const gate = await stack.untilFailed(run.id, `contain/${instance.id}/isolateInstance`);
  return { instance, before, run, gate };
};

/** The quarantine group that a run made. */
const groupMadeBy = async (run: string): Promise<string> => {
  const made = (await stack.entries(run, 'call')).find(({ body }) => body.operation === 'CreateSecurityGroup');
  return (made?.body.output as { readonly GroupId?: string } | undefined)?.GroupId ?? '';
};

const decide = (run: string, choice: string): Promise<unknown> =>
  stack.ask('decide', run, choice, '--reason', `we ${choice}`, '--as', 'ir-lead');

/** The one group that all interfaces have; fails when there is more than one. */
const quarantineOf = async ({ id }: TestInstance): Promise<string> => {
  const found = new Set(Object.values(await stack.groups(id)).map((groups) => groups.join()));
  expect(found.size).toBe(1);
  return [...found][0] ?? '';
};

describe('a call that AWS denies', () => {
  it('stops the run at a gate that names call, resource and permission; retry after that finishes it, once', async () => {
    const mark = await stack.mark();
    const { instance, run, gate } = await stuck();
    const view = await stack.untilState(run.id, 'failed-step');
    expect(stepOf(view, 'isolateInstance')).toMatchObject({
      state: 'failed',
      error: {
        code: 'AccessDenied',
        message: expect.stringContaining(`ec2:ModifyNetworkInterfaceAttribute on ${instance.interfaces[1]}`),
        hint: expect.stringContaining('ec2:ModifyNetworkInterfaceAttribute'),
      },
    });
    expect(stepOf(view, 'completeSnapshots').state).toBe('pending');
    expect(await stack.ask('approvals')).toEqual([
      expect.objectContaining({ run: run.id, stage: 'contain', kind: 'failure', step: gate.step, planHash: null }),
    ]);
    // Denied means denied: it was not tried again and again.
    expect((await stack.calls(mark, 'ModifyNetworkInterfaceAttribute')).map((event) => event.errorCode)).toEqual([
      undefined,
      'Client.UnauthorizedOperation',
    ]);
    await stack.admin.clearFaults();
    await decide(run.id, 'retry');
    await stack.untilState(run.id, 'completed');
    expect(await quarantineOf(instance)).toMatch(/^sg-[0-9a-f]+$/);
    expect(await stack.effects(mark, 'CreateSecurityGroup')).toHaveLength(1);
    expect(await stack.effects(mark, 'CreateSnapshots')).toHaveLength(1);
    // The groups and the idle timeout of two interfaces.
    expect(await stack.effects(mark, 'ModifyNetworkInterfaceAttribute')).toHaveLength(4);
    expect((await stack.view(run.id)).gates.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'approval approved',
      'failure decided',
    ]);
    expect((await stack.entries(run.id, 'approval')).at(-1)?.body).toMatchObject({
      operator: 'ir-lead',
      decision: 'retry',
      step: gate.step,
      reason: 'we retry',
    });
  });

  it('asks again as long as it fails', async () => {
    const { run, gate } = await stuck();
    await decide(run.id, 'retry');
    const again = await stack.until(run.id, 'another failure gate', ({ gates }) =>
      gates.find((one) => one.kind === 'failure' && one.state === 'waiting' && one.id !== gate.id),
    );
    expect(again.step).toBe(gate.step);
    await stack.admin.clearFaults();
    await decide(run.id, 'abort');
    await stack.untilState(run.id, 'failed');
  });

  it('can be skipped, with a reason: the run goes on without it', async () => {
    const { instance, run } = await stuck();
    await decide(run.id, 'skip');
    const view = await stack.untilState(run.id, 'completed');
    expect(stepOf(view, 'isolateInstance').state).toBe('skipped');
    expect(stepOf(view, 'completeSnapshots').state).toBe('verified');
    await stack.admin.clearFaults();
    // What the skipped step had done is known, and can be put back.
    const released = await stack.release(run.id);
    expect(released.state).toBe('released');
    expect(Object.values(await stack.groups(instance.id)).flat()).toEqual(
      expect.arrayContaining([await group('web'), await group('ssh')]),
    );
  });

  it('can end the run: what was done is kept, and can be released later', async () => {
    const { instance, before, run } = await stuck();
    await decide(run.id, 'abort');
    const view = await stack.untilState(run.id, 'failed');
    expect(view.reason).toMatch(/kept/);
    const [first = '', second = ''] = instance.interfaces;
    const groups = await stack.groups(instance.id);
    expect(groups[first]).not.toEqual(before[first]);
    expect(groups[second]).toEqual(before[second]);
    await stack.admin.clearFaults();
    await stack.release(run.id);
    expect(await stack.groups(instance.id)).toEqual(before);
  });

  it('can be answered with a release, which somebody else signs', async () => {
    const { instance, before, run } = await stuck();
    await stack.admin.clearFaults();
    await decide(run.id, 'release');
    const gate = await stack.untilAsked(run.id, run.planHash);
    const own = ['approve', run.id, '--plan', gate.plan, '--reason', 'mine', '--as', 'ir-lead'];
    await expectRefusal(stack, own, { exit: 3, code: 'self-approval', names: /another person/ });
    expect(await stack.groups(instance.id)).not.toEqual(before);
    await stack.ask('cancel', run.id, '--reason', 'nobody else may sign here');
    await stack.until(run.id, 'the end of the release', (view) => view.endedAt !== null);
    await stack.release(run.id);
    expect(await stack.groups(instance.id)).toEqual(before);
  });

  it('takes one answer: the second, and one for another step, are refused and on record', async () => {
    const { run, gate } = await stuck();
    const wrong = ['decide', run.id, 'skip', '--step', 'contain/i-0/isolateInstance', '--reason', 'x'];
    await expectRefusal(stack, wrong, { exit: 3, code: 'no-gate', names: /does not wait/ });
    expect(await stack.entries(run.id, 'refusal')).toHaveLength(2);
    await decide(run.id, 'abort');
    const late = ['decide', run.id, 'retry', '--step', gate.step, '--reason', 'x'];
    await stack.untilState(run.id, 'failed');
    await expectRefusal(stack, late, { exit: 3, code: 'ended', names: /has ended/ });
    await expectRefusal(stack, ['decide', run.id, 'retry', '--reason', 'x'], {
      exit: 3,
      code: 'no-gate',
      names: /No step/,
    });
    await expectRefusal(stack, ['decide', run.id, 'repeat', '--reason', 'x'], {
      exit: 2,
      code: 'usage',
      names: /retry/,
    });
    await stack.admin.clearFaults();
  });
});

describe('what needs no person', () => {
  it('is a throttled call, a 500 and an answer that got lost: they are tried again', async () => {
    const mark = await stack.mark();
    const instance = await stack.instance();
    for (const order of [
      { match: { operation: 'CreateSecurityGroup', times: 2 }, kind: 'throttle' },
      { match: { operation: 'CreateSnapshots', times: 1 }, kind: 'error', status: 500, code: 'InternalError' },
      { match: { operation: 'ModifyNetworkInterfaceAttribute', times: 1 }, kind: 'lost-answer' },
    ] as const)
      await stack.admin.addFault(order);
    const run = await stack.contain(instance.id);
    const view = await stack.untilState(run.id, 'completed');
    await stack.admin.clearFaults();
    expect(view.gates).toHaveLength(1);
    expect(await stack.effects(mark, 'CreateSecurityGroup')).toHaveLength(1);
    expect(await stack.effects(mark, 'CreateSnapshots')).toHaveLength(1);
    expect(await stack.effects(mark, 'ModifyNetworkInterfaceAttribute')).toHaveLength(4);
  });

  it.each([
    ['protection', 'protectInstance', 'ModifyInstanceAttribute', 'InstanceId'],
    ['an idle timeout', 'shortenIdleTimeout', 'ModifyNetworkInterfaceAttribute', 'TcpEstablishedTimeout'],
  ])('is %s that cannot be set: it leaves a red line, and containment goes on', async (_, action, operation, named) => {
    const instance = await stack.instance();
    await stack.admin.addFault(denied(operation, named));
    const run = await stack.contain(instance.id);
    const view = await stack.untilState(run.id, 'completed');
    await stack.admin.clearFaults();
    expect(stepOf(view, action)).toMatchObject({
      state: 'failed',
      blocking: false,
      error: { code: 'AccessDenied', message: expect.stringContaining(operation) },
    });
    expect(stepOf(view, 'isolateInstance').state).toBe('verified');
    expect(view.gates.map((gate) => gate.kind)).toEqual(['approval']);
    expect((await stack.cli('show', run.id)).stdout).toMatch(
      new RegExp(`${action}.*\\bfailed\\b|\\bfailed\\b.*${action}`, 'i'),
    );
    await quarantineOf(instance);
  });
});

describe('two runs on one instance', () => {
  it('never change it at once: the second is told who holds it, and goes on by itself after that', async () => {
    const instance = await stack.instance();
    const before = await stack.groups(instance.id);
    const fault = await stack.admin.addFault({
      match: { operation: 'ModifyNetworkInterfaceAttribute', inputIncludes: instance.interfaces[1] ?? '' },
      kind: 'hang-before-effect',
    });
    const first = await stack.contain(instance.id);
    await stack.admin.untilHit(fault.id);
    const second = await stack.contain(instance.id);
    const gate = await stack.untilFailed(second.id);
    const locked = stepsOf(await stack.view(second.id)).find((step) => step.id === gate.step);
    expect(locked?.error).toMatchObject({ code: 'Locked', message: expect.stringContaining(first.id) });
    await stack.admin.clearFaults();
    await stack.untilState(first.id, 'completed');
    const group = await groupMadeBy(first.id);
    const held = Object.fromEntries(instance.interfaces.map((eni) => [eni, [group]]));
    await stack.untilState(second.id, 'completed');
    expect((await stack.view(second.id)).gates.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'approval approved',
      'failure withdrawn',
    ]);
    expect(await stack.groups(instance.id)).not.toEqual(held);
    // Newest first: what the second run moved must not be put back under it.
    const early = ['release', first.id, '--reason', 'rebuilt'];
    await expectRefusal(stack, early, { exit: 3, code: 'MovedSince', names: instance.interfaces[0] ?? '' });
    await stack.release(second.id);
    expect(await stack.groups(instance.id)).toEqual(held);
    await stack.release(first.id);
    expect(await stack.groups(instance.id)).toEqual(before);
  });
});

describe('a world that moves between plan and signature', () => {
  it('does not ask again for groups that an attacker toggles; a release puts back what stood there last', async () => {
    const instance = await stack.instance();
    const [first = ''] = instance.interfaces;
    const run = await stack.launch(instance.id);
    const db = await group('db');
    await stack.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: first, Groups: [db] });
    await stack.approve(run.id, run.planHash);
    await stack.untilState(run.id, 'completed');
    expect((await stack.view(run.id)).gates).toHaveLength(1);
    await quarantineOf(instance);
    await stack.release(run.id);
    expect((await stack.groups(instance.id))[first]).toEqual([db]);
  });

  it('does not ask again for one more interface, and isolates that too', async () => {
    const instance = await stack.instance({ interfaces: 1, volumes: 1 });
    const run = await stack.launch(instance.id);
    const { NetworkInterfaces } = await stack.ec2.describeNetworkInterfaces({
      NetworkInterfaceIds: [...instance.interfaces],
    });
    const web = await group('web');
    const { NetworkInterface } = await stack.ec2.createNetworkInterface({
      SubnetId: NetworkInterfaces?.[0]?.SubnetId,
      Groups: [web],
    });
    const added = NetworkInterface?.NetworkInterfaceId ?? '';
    await stack.ec2.attachNetworkInterface({ InstanceId: instance.id, NetworkInterfaceId: added, DeviceIndex: 1 });
    await stack.approve(run.id, run.planHash);
    await stack.untilState(run.id, 'completed');
    expect((await stack.view(run.id)).gates).toHaveLength(1);
    expect(Object.keys(await stack.groups(instance.id)).sort()).toEqual([...instance.interfaces, added].sort());
    await quarantineOf(instance);
    await stack.release(run.id);
    expect((await stack.groups(instance.id))[added]).toEqual([web]);
  });

  /** Puts the instance behind the load balancer by one more target group: one more victim. */
  const register = async (name: string, instanceId: string): Promise<string> => {
    const { Vpcs } = await stack.ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['false'] }] });
    const made = await elbv2.createTargetGroup({
      Name: name,
      Protocol: 'HTTP',
      Port: 80,
      TargetType: 'instance',
      VpcId: Vpcs?.[0]?.VpcId,
    });
    const arn = made.TargetGroups?.[0]?.TargetGroupArn ?? '';
    const { LoadBalancers } = await elbv2.describeLoadBalancers({});
    await elbv2.createListener({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 8088,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: arn }],
    });
    await elbv2.registerTargets({ TargetGroupArn: arn, Targets: [{ Id: instanceId, Port: 80 }] });
    return arn;
  };

  it('asks again for one more victim alone, shows it, and leaves it alone before the new signature', async () => {
    const instance = await stack.instance();
    const run = await stack.launch(instance.id);
    const arn = await register('tg-late', instance.id);
    const mark = await stack.mark();
    await stack.approve(run.id, run.planHash);
    const gate = await stack.untilAsked(run.id, run.planHash);
    expect(gate.changes).toEqual([
      expect.stringContaining(`more victims: ${arn}`),
      expect.stringContaining('DeregisterTargets on'),
    ]);
    const shown = await stack.cli('show', run.id);
    expect(shown.stdout).toContain(arn);
    // The rest, which was signed, does not wait for that.
    await until(
      'isolated',
      async () =>
        stepsOf(await stack.view(run.id)).some((one) => one.action === 'isolateInstance' && one.state === 'verified') ||
        undefined,
    );
    expect(await stack.effects(mark, 'DeregisterTargets')).toEqual([]);
    const old = ['approve', run.id, '--plan', run.planHash, '--reason', 'as before', '--as', 'ir-lead'];
    await expectRefusal(stack, old, { exit: 3, code: 'stale-plan', names: /not what is asked now/ });
    expect(await stack.effects(mark, 'DeregisterTargets')).toEqual([]);
    await stack.approve(run.id, gate.plan);
    await stack.untilState(run.id, 'completed');
    expect((await stack.view(run.id)).gates.map((one) => one.state)).toEqual(['approved', 'approved']);
    expect(await stack.effects(mark, 'DeregisterTargets')).toHaveLength(1);
    await quarantineOf(instance);
  });

  it('does not ask again on a retry for a profile that was put on meanwhile: none was signed, whichever it is', async () => {
    const { instance, run } = await stuck();
    await stack.ec2.associateIamInstanceProfile({
      InstanceId: instance.id,
      IamInstanceProfile: { Name: 'web-tier' },
    });
    await stack.admin.clearFaults();
    const mark = await stack.mark();
    await decide(run.id, 'retry');
    const view = await stack.untilState(run.id, 'completed');
    expect(view.gates.map(({ kind, state }) => [kind, state])).toEqual([
      ['approval', 'approved'],
      ['failure', 'decided'],
    ]);
    expect(await stack.effects(mark, 'DisassociateIamInstanceProfile')).toHaveLength(1);
    await quarantineOf(instance);
  });

  it('ends the run, with nothing done, when the instance is gone', async () => {
    const instance = await stack.instance({ interfaces: 1, volumes: 1 });
    const run = await stack.launch(instance.id);
    await stack.ec2.terminateInstances({ InstanceIds: [instance.id] });
    const mark = await stack.mark();
    await stack.approve(run.id, run.planHash);
    const view = await stack.untilState(run.id, 'failed');
    expect(view.reason).toContain(instance.id);
    expect(await stack.effects(mark)).toEqual([]);
  });
});

describe('a release that fails', () => {
  it('stops at a gate as well, and goes on after a retry', async () => {
    const instance = await stack.instance();
    const before = await stack.groups(instance.id);
    const run = await stack.contain(instance.id);
    await stack.untilState(run.id, 'completed');
    await stack.admin.addFault(denied('ModifyNetworkInterfaceAttribute', instance.interfaces[0] ?? ''));
    const { planHash } = await stack.ask<{ planHash: Hash }>('release', run.id, '--reason', 'rebuilt');
    await stack.approve(run.id, planHash);
    const gate = await stack.untilFailed(run.id);
    expect(gate.step).toMatch(/^release-1\/contain\//);
    expect((await stack.view(run.id)).state).toBe('failed-step');
    await stack.admin.clearFaults();
    await decide(run.id, 'retry');
    await stack.untilState(run.id, 'released');
    expect(await stack.groups(instance.id)).toEqual(before);
  });
});
