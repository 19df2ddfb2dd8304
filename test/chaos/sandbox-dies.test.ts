import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { killEverything } from '../../bench/chaos/processes.js';
import { isAlive } from '../../sandbox/stack/process.js';
import { Stack } from '../support/stack.js';
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

/** Holds the answer of the next call of that name back, once it took effect; answers the fault's id. */
const holdAnswer = async (operation: string): Promise<string> =>
  (await stack.admin.addFault({ match: { operation }, kind: 'hang-after-effect' })).id;

const untilHit = (fault: string) => stack.admin.untilHit(fault, 60_000);

it('a part that is killed comes back by itself, and the run goes on: each effect once', async () => {
  const { instance, mark } = await target();
  // While a person reads the plan: Temporal and worker.
  const run = await stack.launch(instance.id);
  const reading = stack.status();
  await killAll(reading.temporal.pid, reading.worker.pid);
  await stack.ready({ temporal: reading.temporal.pid ?? 0, worker: reading.worker.pid ?? 0 });
  const snapshots = await holdAnswer('CreateSnapshots');
  const group = await holdAnswer('CreateSecurityGroup');
  const change = await holdAnswer('ModifyNetworkInterfaceAttribute');
  await stack.approve(run.id, run.planHash);

  // Temporal, which the answer finds dead.
  await untilHit(snapshots);
  const first = stack.status().temporal.pid ?? 0;
  await killAll(first);
  await stack.admin.release(snapshots);
  await stack.ready({ temporal: first });

  // Temporal, while AWS holds the answer back until it is there again: the next attempt finds the effect.
  await untilHit(group);
  const second = stack.status().temporal.pid ?? 0;
  await killAll(second);
  await stack.ready({ temporal: second });
  await stack.admin.release(group);

  // The AWS gateway.
  await untilHit(change);
  const before = stack.status();
  const gateway = before.aws.pids[0] ?? 0;
  await killAll(gateway);
  const after = await stack.ready({ gateway });
  expect(after.aws.endpoint).toBe(before.aws.endpoint);
  await expectOnce(stack, { run: run.id, instance, mark });
});

describe('everything that is killed at once is back with `up`', () => {
  it('while a plan is read, while it is applied, and while it holds: same account, runs and ledger, each effect once', async () => {
    const { instance, mark } = await target();
    const groups = await stack.groups(instance.id);
    const run = await stack.launch(instance.id);
    await killEverything(stack.status());
    await stack.up();

    const fault = await holdAnswer('CreateSecurityGroup');
    await stack.approve(run.id, run.planHash);
    await untilHit(fault);
    const before = stack.status();
    const runs = (await stack.reading.runs()).map(({ id }) => id);
    const entries = await stack.reading.entries(run.case, { run: run.id });
    await killEverything(before);
    const after = await stack.up();
    // A console that was open meanwhile finds both again.
    expect(after.temporal.address).toBe(before.temporal.address);
    expect(after.aws.endpoint).toBe(before.aws.endpoint);
    expect(after.aws.account).toBe(before.aws.account);
    expect(after.aws.credentials).toEqual(before.aws.credentials);
    expect(after.targets).toEqual(before.targets);
    expect(Object.keys(await stack.groups(instance.id)).sort()).toEqual(Object.keys(groups).sort());
    expect((await stack.reading.runs()).map(({ id }) => id)).toEqual(runs);
    await expectOnce(stack, { run: run.id, instance, mark });
    // What was on record is still there, entry for entry.
    expect((await stack.reading.entries(run.case, { run: run.id })).slice(0, entries.length)).toEqual(entries);

    await killEverything(stack.status());
    await stack.up();
    await stack.release(run.id);
    expect(await stack.groups(instance.id)).toEqual(groups);
  });

  it('the supervisor alone: what it left behind is ended, and one of each serves', async () => {
    const { instance, mark } = await target();
    const fault = await holdAnswer('CreateSnapshots');
    const run = await stack.contain(instance.id);
    await untilHit(fault);
    const before = stack.status();
    await killAll(before.supervisor.pid);
    const after = await stack.up();
    for (const pid of [before.worker.pid, before.temporal.pid, ...before.aws.pids])
      expect(isAlive(pid ?? 0)).toBe(false);
    expect(after.temporal.pid).not.toBe(before.temporal.pid);
    await expectOnce(stack, { run: run.id, instance, mark });
  });
});
