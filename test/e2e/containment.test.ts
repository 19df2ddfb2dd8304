import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Hash } from '../../workflows/contract/json.js';
import type { Reconciliation } from '../../workflows/contract/reconciliation.js';
import type { RunView } from '../../workflows/contract/views.js';
import { until } from '../support/aws.js';
import { patience } from '../support/stack/sandbox.js';
import { Stack, stepOf, stepsOf, type Groups, type Launched, type TestInstance } from '../support/stack.js';
import {
  approvalsShape,
  auditShape,
  callShape,
  refusalShape,
  runsShape,
  showShape,
  statusShape,
  verifyShape,
} from './shapes.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(150_000);

let stack: Stack;
let autoscaling: AutoScaling;
beforeAll(async () => {
  stack = await Stack.start();
  const { endpoint, region, credentials } = stack.status().aws;
  autoscaling = new AutoScaling({ endpoint, region, credentials });
});
afterAll(async () => {
  autoscaling?.destroy();
  await stack?.stop();
});

/** Whether every interface has one group, the same, with no rule in it: read past the worker. */
const isIsolated = async (instance: TestInstance): Promise<boolean> => {
  const groups = await stack.groups(instance.id);
  const [quarantine, ...others] = [...new Set(Object.values(groups).map((one) => one.join()))];
  if (!quarantine || others.length > 0 || quarantine.includes(',')) return false;
  const { SecurityGroupRules } = await stack.ec2.describeSecurityGroupRules({
    Filters: [{ Name: 'group-id', Values: [quarantine] }],
  });
  return SecurityGroupRules?.length === 0;
};

const protectionOf = async (id: string) => {
  const [termination, shutdown, { Reservations }] = await Promise.all([
    stack.ec2.describeInstanceAttribute({ InstanceId: id, Attribute: 'disableApiTermination' }),
    stack.ec2.describeInstanceAttribute({ InstanceId: id, Attribute: 'instanceInitiatedShutdownBehavior' }),
    stack.ec2.describeInstances({ InstanceIds: [id] }),
  ]);
  return {
    termination: termination.DisableApiTermination?.Value,
    shutdown: shutdown.InstanceInitiatedShutdownBehavior?.Value,
    deleted: Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings?.map(({ Ebs }) => Ebs?.DeleteOnTermination),
  };
};

const groupCount = async (): Promise<number> =>
  (await stack.ec2.describeSecurityGroups({ MaxResults: 1_000 })).SecurityGroups?.length ?? 0;

describe('containing the seeded instance and putting it back', () => {
  let target: string;
  let before: {
    readonly groups: Groups;
    readonly protection: unknown;
    readonly count: number;
    readonly address: string | undefined;
  };
  let run: Launched;
  let start: number;
  const publicAddress = async (): Promise<string | undefined> =>
    (await stack.ec2.describeInstances({ InstanceIds: [target] })).Reservations?.[0]?.Instances?.[0]?.PublicIpAddress;
  const lifecycle = async (): Promise<string | undefined> =>
    (await autoscaling.describeAutoScalingInstances({ InstanceIds: [target] })).AutoScalingInstances?.[0]
      ?.LifecycleState;

  it('plans the exact calls, what breaks and what is not cut, and changes nothing meanwhile', async () => {
    target = stack.status().targets[0]?.id ?? '';
    before = {
      groups: await stack.groups(target),
      protection: await protectionOf(target),
      count: await groupCount(),
      address: await publicAddress(),
    };
    start = await stack.mark();
    run = await stack.launch(target, '--severity', 'P1', '--title', 'beacon to 203.0.113.7');
    expect(run).toMatchObject({ state: 'waiting', planHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    const view = await stack.view(run.id);
    expect(view.stages.map((stage) => stage.name)).toEqual(['protect', 'snapshot', 'contain', 'complete']);
    // Its Auto Scaling group is a target of its own, and no target that anybody asked for.
    expect(view.targets).toEqual([target]);
    expect(view.stages[0]?.tracks.map((track) => track.steps.map(({ id }) => id))).toEqual([
      [`protect/${target}/protectInstance`],
      ['protect/web-prod/suspendProcesses'],
    ]);
    const contain = view.stages[2]?.plan;
    expect(contain?.calls.map((call) => call.operation)).toEqual([
      'EnterStandby',
      'DeregisterTargets',
      'DisassociateAddress',
      'ModifyNetworkInterfaceAttribute',
      'CreateSecurityGroup',
      'RevokeSecurityGroupEgress',
      'ModifyNetworkInterfaceAttribute',
      'ModifyNetworkInterfaceAttribute',
      // The idle timeout of each interface.
      'ModifyNetworkInterfaceAttribute',
      'ModifyNetworkInterfaceAttribute',
      // None is open: as many may open until it is signed.
      ...Array.from({ length: 4 }, () => 'TerminateSession'),
      'DisassociateIamInstanceProfile',
      'ModifyInstanceMetadataOptions',
    ]);
    const breaks = contain?.blastRadius.map((one) => one.message).join('\n');
    expect(breaks).toMatch(/tg-web keeps 2 other target\(s\), 2 of them healthy/);
    expect(breaks).toMatch(/web-prod launches a replacement/);
    expect(contain?.notCut.join('\n')).toMatch(/Amazon DNS[\s\S]*IMDS[\s\S]*tracked connections/);
    expect(await stack.effects(start)).toEqual([]);
  });

  it('lists the gate for whoever signs', async () => {
    const gates = approvalsShape.parse(await stack.ask('approvals'));
    expect(gates).toEqual([
      expect.objectContaining({
        run: run.id,
        stage: 'protect',
        planHash: run.planHash,
        needed: 1,
        have: 0,
        requestedBy: 'responder',
      }),
    ]);
  });

  it('contains on another person’s signature, as AWS reads back, without waiting for the snapshots', async () => {
    await stack.approve(run.id, run.planHash);
    const isolated = await stack.untilStep(run.id, 'isolateInstance', 'verified');
    expect(isolated.verification).toMatchObject({ assurance: 'configured', holds: true });
    const after = await stack.groups(target);
    expect(Object.keys(after).sort()).toEqual(Object.keys(before.groups).sort());
    expect(new Set(Object.values(after).flat()).size).toBe(1);
    expect(await isIsolated({ id: target, interfaces: [], volumes: [] })).toBe(true);
    expect(await publicAddress()).toBeUndefined();
    expect(await lifecycle()).toMatch(/Standby$/);
    expect(await protectionOf(target)).toEqual({ termination: true, shutdown: 'stop', deleted: [false, false] });
    const { Snapshots } = await stack.ec2.describeSnapshots({ OwnerIds: ['self'] });
    expect(Snapshots).toHaveLength(2);
    expect(Snapshots?.map((one) => one.State)).not.toContain('completed');
    expect((await stack.view(run.id)).state).toBe('running');
  });

  it('completes once the snapshots are complete', async () => {
    await stack.admin.advanceClock(600_000);
    const view = await stack.untilState(run.id, 'completed');
    expect(view.progress).toEqual({ done: 13, total: 13 });
    const { Snapshots } = await stack.ec2.describeSnapshots({ OwnerIds: ['self'] });
    expect(Snapshots?.map((one) => one.State)).toEqual(['completed', 'completed']);
  });

  it('made no change but the signed ones, each on record as intent and call', async () => {
    const made = await stack.effects(start);
    const signed = (await stack.view(run.id)).stages.flatMap((stage) => stage.plan.calls);
    // Signed, but nothing to do: the shutdown behaviour was `stop` already, Standby was not refused and took the
    // instance out of its target group, nobody has a session open, and no snapshot failed.
    const spare = /^(shutdown|suspend|targets\/.*|session\/.*|set\/.*)$/;
    const needed = signed.filter((call) => !spare.test(call.id)).map((call) => call.operation);
    expect(made.map((event) => event.eventName).sort()).toEqual(needed.sort());
    const intents = await stack.entries(run.id, 'intent');
    const calls = (await stack.entries(run.id, 'call')).filter(({ body }) => body.call !== null);
    expect(calls.map(({ body }) => body.requestId ?? '').sort()).toEqual(made.map((event) => event.requestID).sort());
    for (const { seq, body } of calls)
      expect(
        intents.some((intent) => intent.body.step === body.step && intent.body.call === body.call && intent.seq < seq),
      ).toBe(true);
  });

  it('is in CloudTrail as it is in the ledger, both ways, and can be read as OCSF', async () => {
    const { case: caseId } = await stack.view(run.id);
    const { matched, ...found } = await stack.ask<Reconciliation>('audit', 'reconcile', caseId, '--settle', '0s');
    expect(found).toMatchObject({ ok: true, unexplained: [], missing: [], notYet: 0 });
    expect(matched).toBe((await stack.entries(run.id, 'intent')).length);
    const { stdout } = await stack.cli('audit', 'export', caseId, '--format', 'ocsf');
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly class_uid: number });
    expect(new Set(records.map((record) => record.class_uid))).toEqual(new Set([2005, 6003, 7001]));
  });

  it('is released on another person’s signature: AWS as it was before', async () => {
    const asked = await stack.ask<{ planHash: Hash; state: string }>('release', run.id, '--reason', 'rebuilt');
    expect(asked.state).toBe('waiting');
    expect(await isIsolated({ id: target, interfaces: [], volumes: [] })).toBe(true);
    const own = await stack.cli('approve', run.id, '--plan', asked.planHash, '--reason', 'mine', '--json');
    expect(own.code).toBe(3);
    expect(own.json()).toMatchObject({ error: { code: 'self-approval' } });
    await stack.approve(run.id, asked.planHash);
    await stack.untilState(run.id, 'released');
    expect(await stack.groups(target)).toEqual(before.groups);
    expect(await protectionOf(target)).toEqual(before.protection);
    expect(await groupCount()).toBe(before.count);
    expect(await publicAddress()).toBe(before.address);
    expect(await lifecycle()).toBe('Standby');
  });

  it('is put back into service only when that step is named, on a signature of its own', async () => {
    const step = `contain/${target}/standbyInstance`;
    const { planHash } = await stack.ask<{ planHash: Hash }>('release', run.id, '--step', step, '--reason', 'serve');
    await stack.approve(run.id, planHash);
    await stack.until(run.id, 'the step to be undone', (view) => stepOf(view, 'standbyInstance').state === 'undone');
    await stack.untilState(run.id, 'released');
    await stack.admin.advanceClock(600_000);
    expect(await lifecycle()).toBe('InService');
  });

  it('has nothing left to release afterwards, and says so with exit 3', async () => {
    const again = await stack.cli('release', run.id, '--reason', 'again', '--json');
    expect(again.code).toBe(3);
    expect(again.json()).toMatchObject({ error: { message: expect.stringMatching(/nothing/i) } });
    expect((await stack.view(run.id)).state).toBe('released');
  });

  it('prints what scripts rely on', async () => {
    runsShape.min(1).parse(await stack.ask('runs'));
    showShape.parse(await stack.ask('show', run.id));
    statusShape.parse(await stack.ask('status'));
    await until('a seal', async () => (await stack.entries(run.id, 'seal')).at(0), patience);
    const entries = auditShape.parse(await stack.ask('audit', 'show', run.id));
    for (const { kind, body } of entries)
      if (kind === 'call') callShape.parse(body);
      else if (kind === 'refusal') refusalShape.parse(body);
    expect(new Set(entries.map(({ kind }) => kind))).toEqual(
      new Set([
        'run',
        'plan',
        'approval',
        'refusal',
        'intent',
        'call',
        'outcome',
        'verification',
        'undo',
        'evidence',
        'custody',
        'seal',
      ]),
    );
    const exported = await stack.cli('audit', 'export', run.case);
    expect(exported.code).toBe(0);
    auditShape.parse(
      exported.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    );
  });

  it('leaves a ledger that verifies', async () => {
    const verified = verifyShape.parse(await stack.ask('audit', 'verify', run.case));
    expect(verified).toMatchObject({ ok: true, case: run.case, firstBad: null });
    expect(verified.entries).toBeGreaterThan(50);
    const text = await stack.cli('audit', 'verify');
    expect(text).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ledger ok/) });
  });
});

describe('releasing', () => {
  it('works after the run has closed and another worker has taken over', async () => {
    await stack.admin.set({ snapshotMs: 0 });
    const instance = await stack.instance();
    const before = await stack.groups(instance.id);
    const run = await stack.contain(instance.id);
    await stack.untilState(run.id, 'completed');
    const { worker } = stack.status();
    process.kill(worker.pid ?? 0, 'SIGTERM');
    await stack.ready({ worker: worker.pid ?? 0 });
    const released = await stack.release(run.id);
    expect(await stack.groups(instance.id)).toEqual(before);
    // It was in no group, so nothing waits to be named; and nothing brings a session back.
    const left = stepsOf(released).filter((step) => step.effect === 'change' && step.state !== 'undone');
    expect(left.map((step) => step.action)).toEqual(['endSessions']);
  });

  it('of instances of one group, of which AWS takes one not into Standby, lets the group act again as before', async () => {
    const AutoScalingGroupName = 'web-prod';
    const group = async () =>
      (await autoscaling.describeAutoScalingGroups({ AutoScalingGroupNames: [AutoScalingGroupName] }))
        .AutoScalingGroups?.[0];
    const suspended = async () =>
      ((await group())?.SuspendedProcesses ?? []).map(({ ProcessName = '' }) => ProcessName).sort();
    const memberIn = async (state: string): Promise<string> =>
      (await group())?.Instances?.find((one) => one.LifecycleState === state)?.InstanceId ?? '';
    await autoscaling.putLifecycleHook({
      AutoScalingGroupName,
      LifecycleHookName: 'launching',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    });
    const DesiredCapacity = ((await group())?.DesiredCapacity ?? 0) + 1;
    await autoscaling.setDesiredCapacity({ AutoScalingGroupName, DesiredCapacity });
    await stack.admin.advanceClock(120_000);
    const mark = await stack.mark();
    const run = await stack.contain(`${await memberIn('InService')},${await memberIn('Pending:Wait')}`);
    const view = await stack.untilState(run.id, 'completed');
    expect(stepsOf(view).filter((step) => step.state !== 'verified')).toEqual([]);
    const made = (await stack.effects(mark)).map((event) => event.eventName);
    expect(made.filter((name) => /^(EnterStandby|SuspendProcesses)$/.test(name)).sort()).toEqual([
      'EnterStandby',
      'SuspendProcesses',
    ]);
    expect(await suspended()).toEqual(['AZRebalance', 'HealthCheck', 'InstanceRefresh', 'ReplaceUnhealthy']);
    await stack.release(run.id);
    expect(await suspended()).toEqual([]);
  });

  it('puts back only the steps that are named', async () => {
    const instance = await stack.instance();
    const before = await stack.groups(instance.id);
    const run = await stack.contain(instance.id);
    await stack.untilState(run.id, 'completed');
    const step = `contain/${instance.id}/isolateInstance`;
    const { planHash } = await stack.ask<{ planHash: Hash }>('release', run.id, '--step', step, '--reason', 'network');
    await stack.approve(run.id, planHash);
    await stack.untilStep(run.id, 'isolateInstance', 'undone');
    await stack.untilState(run.id, 'released');
    expect(await stack.groups(instance.id)).toEqual(before);
    expect(await protectionOf(instance.id)).toMatchObject({ termination: true });
    expect(stepOf(await stack.view(run.id), 'protectInstance').state).toBe('verified');
  });

  it('refuses when somebody changed an interface since, names it, and puts nothing back', async () => {
    const instance = await stack.instance();
    const run = await stack.contain(instance.id);
    await stack.untilState(run.id, 'completed');
    const [moved = ''] = instance.interfaces;
    const ssh = (await stack.ec2.describeSecurityGroups({ Filters: [{ Name: 'group-name', Values: ['ssh'] }] }))
      .SecurityGroups?.[0]?.GroupId;
    await stack.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: moved, Groups: [ssh ?? ''] });
    const mark = await stack.mark();
    const refused = await stack.cli('release', run.id, '--reason', 'rebuilt', '--json', '--quiet');
    expect(refused.code).toBe(3);
    expect(refused.json()).toMatchObject({
      error: { code: 'MovedSince', message: expect.stringContaining(moved), hint: expect.stringMatching(/\S/) },
    });
    expect(refused.stdout).not.toContain(instance.interfaces[1]);
    expect(await stack.effects(mark)).toEqual([]);
    expect((await stack.view(run.id)).state).toBe('completed');
  });

  it('of an open run stops it first, keeps what was done until it is signed, then puts it back', async () => {
    await stack.admin.set({ snapshotMs: 600_000 });
    try {
      const instance = await stack.instance();
      const before = await stack.groups(instance.id);
      const run = await stack.contain(instance.id);
      await stack.untilStep(run.id, 'isolateInstance', 'verified');
      const { planHash } = await stack.ask<{ planHash: Hash }>('release', run.id, '--reason', 'wrong host');
      expect(planHash).toMatch(/^sha256:/);
      expect(await isIsolated(instance)).toBe(true);
      await stack.approve(run.id, planHash);
      await stack.untilState(run.id, 'released');
      expect(await stack.groups(instance.id)).toEqual(before);
    } finally {
      await stack.admin.set({ snapshotMs: 0 });
    }
  });

  it('that is denied leaves everything contained', async () => {
    const instance = await stack.instance();
    const run = await stack.contain(instance.id);
    await stack.untilState(run.id, 'completed');
    const { planHash } = await stack.ask<{ planHash: Hash }>('release', run.id, '--reason', 'rebuilt');
    await stack.ask('deny', run.id, '--plan', planHash, '--reason', 'not rebuilt yet', '--as', 'ir-lead');
    const view = await stack.until(run.id, 'the end of the release', (one) => one.endedAt !== null && one);
    expect(view).toMatchObject({
      state: 'completed',
      reason: expect.stringMatching(/^release-\d+: The release was denied\.$/),
    });
    expect(await isIsolated(instance)).toBe(true);
  });
});

describe('a cancelled run', () => {
  it('keeps what was done, and stops before what was not', async () => {
    const instance = await stack.instance();
    const fault = await stack.admin.addFault({
      match: { operation: 'CreateSnapshots', inputIncludes: instance.id },
      kind: 'hang-after-effect',
    });
    const run = await stack.contain(instance.id);
    await stack.admin.untilHit(fault.id);
    const before = await stack.groups(instance.id);
    await stack.ask('cancel', run.id, '--reason', 'false alarm');
    await stack.admin.clearFaults();
    const view = await stack.untilState(run.id, 'cancelled');
    expect(stepOf(view, 'protectInstance').state).toBe('verified');
    expect(stepOf(view, 'snapshotVolumes').state).toBe('verified');
    expect(stepOf(view, 'isolateInstance').state).toBe('pending');
    expect(await protectionOf(instance.id)).toEqual({ termination: true, shutdown: 'stop', deleted: [false, false] });
    expect(await stack.groups(instance.id)).toEqual(before);
    const late = await stack.cli('cancel', run.id, '--reason', 'again', '--json');
    expect(late.code).toBe(3);
  });

  it('that nobody has signed yet changes nothing at all', async () => {
    const instance = await stack.instance();
    const mark = await stack.mark();
    const run = await stack.launch(instance.id);
    await stack.ask('cancel', run.id, '--reason', 'false alarm');
    const view = await stack.untilState(run.id, 'cancelled');
    expect(view.gates.map((gate) => gate.state)).toEqual(['closed']);
    expect(await stack.effects(mark)).toEqual([]);
  });
});

describe('following a run', () => {
  it('ends with 0 when the run completes, as lines of JSON', async () => {
    const instance = await stack.instance({ interfaces: 1, volumes: 1 });
    const run = await stack.launch(instance.id);
    const watching = stack.cli('watch', run.id, '--json');
    await stack.approve(run.id, run.planHash);
    const { code, stdout } = await watching;
    expect(code).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly seq: number; readonly kind: string });
    expect(lines.map((line) => line.seq)).toEqual([...lines].map((line) => line.seq).sort((a, b) => a - b));
    expect(lines.at(0)?.kind).toBe('run');
    expect(lines.at(-1)?.kind).toBe('run');
  });

  it('ends with 3 when the plan is denied, and with 1 when the run is stopped', async () => {
    const instance = await stack.instance({ interfaces: 1, volumes: 1 });
    const denied = await stack.launch(instance.id);
    await stack.ask('deny', denied.id, '--plan', denied.planHash, '--reason', 'wrong host', '--as', 'ir-lead');
    const view: RunView = await stack.untilState(denied.id, 'denied');
    expect(view.endedAt).not.toBeNull();
    expect((await stack.cli('watch', denied.id)).code).toBe(3);
    const stopped = await stack.launch(instance.id);
    await stack.ask('cancel', stopped.id, '--reason', 'false alarm');
    expect((await stack.cli('watch', stopped.id)).code).toBe(1);
  });

  it('with run --wait prints the run as it ended', async () => {
    const instance = await stack.instance({ interfaces: 1, volumes: 1 });
    const set = `instanceId=${instance.id}`;
    await stack.ask('case', 'open', 'case-wait', '--title', 'waited for');
    const waiting = stack.cli('run', 'contain-instance', '--set', set, '--case', 'case-wait', '--wait', '--json');
    const asked = await stack.untilAskedIn('case-wait');
    await stack.approve(asked.run, asked.plan);
    const { code, json } = await waiting;
    expect(code).toBe(0);
    expect(runsShape.element.parse(json())).toMatchObject({ id: asked.run, case: 'case-wait', state: 'completed' });
  });
});
