import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isAlive } from '../../sandbox/stack/process.js';
import type { SandboxStatus } from '../../sandbox/stack/status.js';
import { Stack } from '../support/stack.js';
import { expectOnce, killAll } from './outcome.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(150_000);

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

/** A containment that is being applied: the first call of that name took effect, and its answer is held back. */
const applying = async (operation: string) => {
  const { instance, mark } = await target();
  const fault = await stack.admin.addFault({ match: { operation }, kind: 'hang-after-effect' });
  const { id } = await stack.contain(instance.id);
  await stack.admin.untilHit(fault.id);
  return { run: id, instance, mark };
};

/** Kills everything, the supervisor first so that it can start nothing again. */
const killEverything = async ({ supervisor, worker, temporal, aws }: SandboxStatus): Promise<void> =>
  killAll(supervisor.pid, worker.pid, temporal.pid, ...aws.pids);

describe('a part that is killed during a change comes back by itself', () => {
  it('Temporal: the run goes on, each effect once', async () => {
    const begun = await applying('CreateSnapshots');
    const temporal = stack.status().temporal.pid ?? 0;
    await killAll(temporal);
    await stack.admin.clearFaults();
    await stack.ready({ temporal });
    await expectOnce(stack, begun);
  });

  it('Temporal, while AWS still holds the answer back: the next attempt finds the effect', async () => {
    const begun = await applying('ModifyNetworkInterfaceAttribute');
    const temporal = stack.status().temporal.pid ?? 0;
    await killAll(temporal);
    await stack.ready({ temporal });
    await stack.admin.clearFaults();
    await expectOnce(stack, begun);
  });

  it('the AWS gateway', async () => {
    const begun = await applying('CreateSecurityGroup');
    const before = stack.status();
    const gateway = before.aws.pids[0] ?? 0;
    await killAll(gateway);
    const after = await stack.ready({ gateway });
    expect(after.aws.endpoint).toBe(before.aws.endpoint);
    await expectOnce(stack, begun);
  });

  it('Temporal and worker, while a person reads the plan', async () => {
    const { instance, mark } = await target();
    const run = await stack.launch(instance.id);
    const { temporal, worker } = stack.status();
    await killAll(temporal.pid, worker.pid);
    await stack.ready({ temporal: temporal.pid ?? 0, worker: worker.pid ?? 0 });
    await stack.approve(run.id, run.planHash);
    await expectOnce(stack, { run: run.id, instance, mark });
  });
});

describe('everything that is killed at once is back with `up`', () => {
  it.each(['CreateSecurityGroup', 'CreateSnapshots', 'ModifyNetworkInterfaceAttribute'])(
    'in the middle of %s: same account, runs and ledger, and the run finishes, each effect once',
    async (operation) => {
      const begun = await applying(operation);
      const before = stack.status();
      const interfaces = Object.keys(await stack.groups(begun.instance.id)).sort();
      const runs = stack.reading.runs().map((run) => run.id);
      const entries = stack.reading.entries(stack.view(begun.run).case, { run: begun.run });
      await killEverything(before);
      const after = await stack.up();
      expect(after.aws.account).toBe(before.aws.account);
      expect(after.aws.credentials).toEqual(before.aws.credentials);
      expect(after.targets).toEqual(before.targets);
      expect(Object.keys(await stack.groups(begun.instance.id)).sort()).toEqual(interfaces);
      expect(stack.reading.runs().map((run) => run.id)).toEqual(runs);
      await expectOnce(stack, begun);
      // What was on record is still there, entry for entry.
      expect(stack.reading.entries(stack.view(begun.run).case, { run: begun.run }).slice(0, entries.length)).toEqual(
        entries,
      );
    },
  );

  it('while a person reads the plan: it can still be signed, and while it is isolated: it can still be released', async () => {
    const { instance, mark } = await target();
    const before = await stack.groups(instance.id);
    const run = await stack.launch(instance.id);
    await killEverything(stack.status());
    await stack.up();
    await stack.approve(run.id, run.planHash);
    await expectOnce(stack, { run: run.id, instance, mark });
    await killEverything(stack.status());
    await stack.up();
    await stack.release(run.id);
    expect(await stack.groups(instance.id)).toEqual(before);
  });

  it('the supervisor alone: what it left behind is ended, and one of each serves', async () => {
    const begun = await applying('CreateSnapshots');
    const before = stack.status();
    await killAll(before.supervisor.pid);
    const after = await stack.up();
    for (const pid of [before.worker.pid, before.temporal.pid, ...before.aws.pids])
      expect(isAlive(pid ?? 0)).toBe(false);
    expect(after.temporal.pid).not.toBe(before.temporal.pid);
    await expectOnce(stack, begun);
  });
});
