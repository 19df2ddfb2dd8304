import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { readEstate, workerCredentials } from '../../sandbox/estate/estate.js';
import { estateFile, worldFiles } from '../../sandbox/gateway/world-files.js';
import { workerCommand } from '../../sandbox/stack/commands.js';
import { layout } from '../../sandbox/stack/layout.js';
import { lockWorkflowId } from '../../workflows/contract/names.js';
import { until } from '../support/aws.js';
import { Stack, type TestInstance } from '../support/stack.js';
import { expectOnce, killAll } from './outcome.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(240_000);

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
  await stack.admin.set({ snapshotMs: 0 });
});
afterAll(() => stack?.stop());

const target = async () => {
  const instance = await stack.instance();
  return { instance, mark: await stack.mark() };
};

/** Kills the worker and waits until another one serves. */
const killWorker = async (): Promise<void> => {
  const worker = stack.status().worker.pid ?? 0;
  await killAll(worker);
  await stack.ready({ worker });
};

describe('a worker that is killed', () => {
  it('after a call took effect and before its answer: the next one finds the effect and goes on, call by call', async () => {
    const { instance, mark } = await target();
    const before = await stack.groups(instance.id);
    // In the order in which they are made; in brackets, how many of the name a containment makes of two interfaces.
    const held = [
      ['CreateSnapshots', 1],
      ['CreateSecurityGroup', 1],
      ['RevokeSecurityGroupEgress', 1],
      // The groups of each, and its idle timeout.
      ['ModifyNetworkInterfaceAttribute', 4],
    ] as const;
    const faults = new Map<string, string>();
    for (const [operation] of held)
      faults.set(operation, (await stack.admin.addFault({ match: { operation }, kind: 'hang-after-effect' })).id);
    const run = await stack.contain(instance.id);
    for (const [operation] of held) {
      await stack.admin.untilHit(faults.get(operation) ?? '', 60_000);
      expect(await stack.effects(mark, operation)).toHaveLength(1);
      await killWorker();
    }
    await expectOnce(stack, { run: run.id, instance, mark });
    // Announced once for each resource: the second attempt asked AWS, and says so where it found what was made.
    const announced = (await stack.entries(run.id, 'intent')).map(({ body }) => body.operation);
    for (const [operation, count] of held) expect(announced.filter((one) => one === operation)).toHaveLength(count);
    const found = (await stack.entries(run.id, 'outcome')).filter(({ body }) => body.state === 'reconciled');
    expect(found.map(({ body }) => body.step.split('/').at(-1))).toEqual(['snapshotVolumes', 'isolateInstance']);

    // While it puts back: the release goes on, once.
    const released = await stack.mark();
    const fault = await stack.admin.addFault({
      match: { operation: 'DeleteSecurityGroup' },
      kind: 'hang-after-effect',
    });
    const releasing = stack.release(run.id);
    await stack.admin.untilHit(fault.id, 60_000);
    await killWorker();
    await releasing;
    expect(await stack.groups(instance.id)).toEqual(before);
    const effects = (await stack.effects(released)).map((event) => event.eventName);
    expect(effects.filter((name) => name === 'DeleteSecurityGroup')).toHaveLength(1);
    expect(effects.filter((name) => name === 'ModifyNetworkInterfaceAttribute')).toHaveLength(4);
    expect(await stack.cli('audit', 'verify', run.case)).toMatchObject({ code: 0 });
  });

  it('between two interfaces: the first stays isolated, the second follows', async () => {
    const { instance, mark } = await target();
    const [first = '', second = ''] = instance.interfaces;
    const before = await stack.groups(instance.id);
    const fault = await stack.admin.addFault({
      match: { operation: 'ModifyNetworkInterfaceAttribute', inputIncludes: second },
      kind: 'hang-before-effect',
    });
    const run = await stack.contain(instance.id);
    await stack.admin.untilHit(fault.id);
    const between = await stack.groups(instance.id);
    expect(between[first]).not.toEqual(before[first]);
    expect(between[second]).toEqual(before[second]);
    await killWorker();
    await expectOnce(stack, { run: run.id, instance, mark });
    // What stood there before was kept before the first write, so the second attempt did not take our own group for it.
    await stack.release(run.id);
    expect(await stack.groups(instance.id)).toEqual(before);
  });

  it('between opening an interface and closing it: the next one closes it before it does anything else', async () => {
    const { instance } = await target();
    const [first = ''] = instance.interfaces;
    const operation = 'ModifyNetworkInterfaceAttribute';
    const before = await stack.groups(instance.id);
    // The first call that names it only asks whether it may be closed.
    const fault = await stack.admin.addFault({
      match: { operation, inputIncludes: first, after: 1 },
      kind: 'hang-after-effect',
    });
    const run = await stack.launch(instance.id, '--set', 'untrack=yes');
    await stack.approve(run.id, run.planHash);
    await stack.admin.untilHit(fault.id);
    const [open = ''] = (await stack.groups(instance.id))[first] ?? [];
    const rules = await stack.ec2.describeSecurityGroupRules({ Filters: [{ Name: 'group-id', Values: [open] }] });
    expect(rules.SecurityGroupRules?.map(({ IsEgress }) => IsEgress)).toContain(false);
    const mark = await stack.mark();
    await killWorker();
    const view = await stack.untilState(run.id, 'completed');
    const [next] = await stack.effects(mark);
    expect(next).toMatchObject({ eventName: operation, requestParameters: { networkInterfaceId: first } });
    expect(new Set(Object.values(await stack.groups(instance.id)).flat()).size).toBe(1);
    const left = await stack.ec2.describeSecurityGroups({ Filters: [{ Name: 'group-id', Values: [open] }] });
    expect(left.SecurityGroups).toEqual([]);
    expect(view.gates.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['approval approved']);
    await stack.release(run.id);
    expect(await stack.groups(instance.id)).toEqual(before);
  });

  it('while it plans and while the plan is read: whoever asked, and whoever signs at once, is answered by the next one', async () => {
    const { instance, mark } = await target();
    const fault = await stack.admin.addFault({
      match: { operation: 'DescribeNetworkInterfaces', inputIncludes: instance.id },
      kind: 'hang-before-effect',
    });
    const asked = stack.launch(instance.id);
    await stack.admin.untilHit(fault.id);
    await killWorker();
    const run = await asked;
    expect(run.state).toBe('waiting');
    expect(await stack.entries(run.id, 'plan')).toHaveLength(1);
    await killAll(stack.status().worker.pid);
    await stack.approve(run.id, run.planHash);
    await expectOnce(stack, { run: run.id, instance, mark });
  });
});

describe('an answer that got lost', () => {
  it('to any call that changes something: asked of AWS before anything is made again', async () => {
    const { instance, mark } = await target();
    await stack.admin.clearFaults();
    for (const operation of [
      'ModifyInstanceAttribute',
      'CreateSnapshots',
      'CreateSecurityGroup',
      'ModifyNetworkInterfaceAttribute',
    ])
      await stack.admin.addFault({ match: { operation }, kind: 'lost-answer' });
    const run = await stack.contain(instance.id);
    await expectOnce(stack, { run: run.id, instance, mark });
    expect((await stack.admin.faults()).map(({ hits }) => hits)).toEqual([1, 1, 1, 1]);
  });
});

describe('a worker that is frozen past its deadline', () => {
  let temporal: Client;
  let connection: Connection;
  beforeAll(async () => {
    const { address, namespace } = stack.status().temporal;
    connection = await Connection.connect({ address });
    temporal = new Client({ connection, namespace });
  });
  afterAll(() => connection?.close());

  const arn = ({ id }: TestInstance): string => `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`;

  /** Waits until Temporal has given up on the frozen attempt. */
  const untilGivenUp = (workflowId: string): Promise<boolean> =>
    until(
      'the frozen attempt to be given up',
      async () => {
        const { raw } = await temporal.workflow.getHandle(workflowId).describe();
        return (raw.pendingActivities ?? []).some((one) => Number(one.attempt) > 1) || undefined;
      },
      60_000,
    );

  it('and then goes on: its old attempts do nothing that a newer one did', async () => {
    const { instance, mark } = await target();
    const fault = await stack.admin.addFault({
      match: { operation: 'ModifyNetworkInterfaceAttribute', inputIncludes: instance.interfaces[0] ?? '' },
      kind: 'hang-after-effect',
    });
    const run = await stack.contain(instance.id);
    await stack.admin.untilHit(fault.id);
    const worker = stack.status().worker.pid ?? 0;
    process.kill(worker, 'SIGSTOP');
    try {
      await untilGivenUp(lockWorkflowId(arn(instance)));
      // The answer is there by the time it wakes.
      await stack.admin.clearFaults();
    } finally {
      process.kill(worker, 'SIGCONT');
    }
    await expectOnce(stack, { run: run.id, instance, mark });
  });

  it('and whose call takes effect only then: the attempt that it overtakes looks again', async () => {
    const { instance, mark } = await target();
    const operation = 'RevokeSecurityGroupEgress';
    const hold = () => stack.admin.addFault({ match: { operation }, kind: 'hang-before-effect' });
    const [first, second] = [await hold(), await hold()];
    const run = await stack.contain(instance.id);
    await stack.admin.untilHit(first.id, 60_000);
    const worker = stack.status().worker.pid ?? 0;
    process.kill(worker, 'SIGSTOP');
    try {
      await untilGivenUp(lockWorkflowId(arn(instance)));
    } finally {
      process.kill(worker, 'SIGCONT');
    }
    // The second attempt has seen the rules there; what it asks for is done when it gets its turn.
    await stack.admin.untilHit(second.id, 60_000);
    await stack.admin.release(first.id);
    await stack.effects(mark, operation);
    await stack.admin.release(second.id);
    await expectOnce(stack, { run: run.id, instance, mark });
  });

  it('and wakes while another worker is at it: whether it hears its answer or gave up, no harm is done', async () => {
    const { instance, mark } = await target();
    const made = await stack.admin.addFault({
      match: { operation: 'CreateSnapshots', inputIncludes: instance.id },
      kind: 'hang-after-effect',
    });
    // Only an attempt that finds an intent without an answer asks AWS this before anything else.
    const asked = await stack.admin.addFault({ match: { operation: 'DescribeSnapshots' }, kind: 'hang-before-effect' });
    const run = await stack.contain(instance.id);
    await stack.admin.untilHit(made.id);
    const worker = stack.status().worker.pid ?? 0;
    process.kill(worker, 'SIGSTOP');
    const other = await anotherWorker().catch((error: unknown) => {
      process.kill(worker, 'SIGCONT');
      throw error;
    });
    try {
      await stack.admin.untilHit(asked.id, 60_000).finally(() => process.kill(worker, 'SIGCONT'));
      await stack.admin.release(made.id);
      await stack.admin.clearFaults();
      await expectOnce(stack, { run: run.id, instance, mark });
    } finally {
      const ended = once(other, 'exit');
      other.kill('SIGKILL');
      await ended;
    }
  });

  /** A second worker beside the supervised one, as a second host would run it. */
  const anotherWorker = async (): Promise<ChildProcess> => {
    const place = layout(stack.home);
    const estate = readEstate(estateFile(worldFiles(place.world)));
    const { command, env } = workerCommand(place, stack.status().aws.endpoint, estate && workerCredentials(estate));
    const [program, ...args] = command;
    const child = spawn(program, args, {
      env: { ...process.env, ...env, FIREBREAK_HOME: stack.home },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const gone = once(child, 'exit').then(() => Promise.reject(new Error('the second worker ended')));
    gone.catch(() => undefined);
    await Promise.race([once(createInterface({ input: child.stdout }), 'line'), gone]);
    return child;
  };
});
