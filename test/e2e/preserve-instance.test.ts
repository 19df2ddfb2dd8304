import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Stack, stepOf, type Launched } from '../support/stack.js';
import { verifyShape } from './shapes.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(150_000);

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack?.stop());

const launch = (instanceId: string, ...more: readonly string[]): Promise<Launched> =>
  stack.ask('run', 'preserve-instance', '--set', `instanceId=${instanceId}`, '--quiet', ...more);

describe('preserving an instance', () => {
  it('keeps disks and documents, locked, and changes nothing but the protection', async () => {
    const target = stack.status().targets[0]?.id ?? '';
    const mark = await stack.mark();
    const run = await launch(target, '--set', 'lockDays=7');
    expect(await stack.effects(mark)).toEqual([]);
    await stack.approve(run.id, run.planHash);
    await stack.untilStep(run.id, 'lockSnapshots', 'verified');
    const { Snapshots = [] } = await stack.ec2.describeLockedSnapshots({});
    expect(Snapshots.map(({ LockState, LockDuration }) => [LockState, LockDuration])).toEqual([
      ['governance', 7],
      ['governance', 7],
    ]);
    const { Snapshots: begun = [] } = await stack.ec2.describeSnapshots({ OwnerIds: ['self'] });
    expect(begun.map(({ State }) => State)).not.toContain('completed');
    await stack.untilStep(run.id, 'collectUserData', 'verified');
    await stack.admin.advanceClock(3_600_000);
    await stack.untilState(run.id, 'completed');
    const evidence = (await stack.entries(run.id, 'evidence')).map(({ body }) => [body.evidenceKind, body.state]);
    expect(evidence.filter(([kind, state]) => kind === 'ebs-snapshot' && state === 'completed')).toHaveLength(2);
    expect(evidence.map(([kind]) => kind)).toEqual(expect.arrayContaining(['console-output', 'screenshot']));
    const made = new Set((await stack.effects(mark)).map((event) => event.eventName));
    expect([...made].sort()).toEqual(['CreateSnapshots', 'LockSnapshot', 'ModifyInstanceAttribute']);
    expect(verifyShape.parse(await stack.ask('audit', 'verify', run.case))).toMatchObject({ ok: true });
    // Snapshots by their state, encryption and lock; documents by their bytes.
    const checked = await stack.ask<{ readonly items: readonly unknown[] }>('evidence', 'verify', run.case, '--quiet');
    expect(checked).toMatchObject({ ok: true });
    expect(checked.items.length).toBeGreaterThanOrEqual(4);

    await stack.release(run.id);
    expect(stepOf(await stack.view(run.id), 'protectInstance').state).toBe('undone');
    expect((await stack.ec2.describeLockedSnapshots({})).Snapshots).toHaveLength(2);
  });

  it('goes on with a red line where AWS has no screenshot', async () => {
    const { id } = await stack.instance({ interfaces: 1, volumes: 1 });
    await stack.admin.addFault({ match: { operation: 'GetConsoleScreenshot' }, kind: 'denied' });
    const run = await launch(id, '--set', 'lock=none');
    await stack.approve(run.id, run.planHash);
    const failed = await stack.untilStep(run.id, 'collectScreenshot', 'failed');
    expect(failed.error?.message).toContain('GetConsoleScreenshot');
    await stack.untilStep(run.id, 'collectUserData', 'verified');
    await stack.admin.advanceClock(3_600_000);
    await stack.untilState(run.id, 'completed');
    expect(
      (await stack.view(run.id)).stages.flatMap(({ plan }) => plan.calls.map(({ operation }) => operation)),
    ).not.toContain('LockSnapshot');
  });

  it('refuses a number of days that AWS would refuse', async () => {
    const inputs = ['--set', 'instanceId=i-0123456789abcdef0', '--set', 'lockDays=0'];
    const told = await stack.cli('run', 'preserve-instance', ...inputs, '--json');
    expect(told.code).not.toBe(0);
    expect(told.stdout + told.stderr).toContain('lockDays must be a number of days');
  });
});
