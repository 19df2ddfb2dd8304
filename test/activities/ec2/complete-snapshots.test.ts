import { DescribeLockedSnapshotsCommand, DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import { makeStage, type Stage } from '../../sandbox/gateway/stage.js';
import { Office, type Job } from '../fixtures/office.js';

let office: Office;
let stage: Stage;
beforeAll(async () => {
  office = await Office.open();
  stage = await makeStage(office.aws.ec2);
  await office.aws.admin.set({ snapshotMs: 0 });
});
afterEach(() => office.aws.admin.clearFaults());
afterAll(() => office.close());

type Running = { readonly job: Job; readonly planned: PlannedStages };

/** A run whose first set is begun; the next `failing` sets end in error. */
const begun = async (failing: number, lock: 'governance' | 'none' = 'none'): Promise<Running> => {
  office.inputs.set('completeSnapshots', { lock, lockDays: 7 });
  const job = await office.job((await stage.launch()).InstanceId ?? '');
  const planned = await office.plan(job, 'snapshotVolumes', 'completeSnapshots');
  await office.sign(job, planned);
  if (failing > 0)
    await office.aws.admin.addFault({
      match: { operation: 'CreateSnapshots', times: failing },
      kind: 'snapshot-error',
    });
  await office.attempt(job, planned, 'snapshotVolumes', 'apply');
  // AWS begins no second snapshot of a volume within 15 seconds.
  await office.aws.admin.advanceClock(20_000);
  return { job, planned };
};
const complete = ({ job, planned }: Running, attempt = 1): Promise<unknown> =>
  office.attempt(job, planned, 'completeSnapshots', 'apply', attempt);
const evidenceOf = async ({ job }: Running): Promise<readonly (readonly [string, string])[]> =>
  (await office.entries(job, 'evidence')).map(({ body }) => [body.id, body.state] as const);

describe('waiting for snapshots', () => {
  it('ends when all of the set are completed, and says so of each', async () => {
    const running = await begun(0);
    await complete(running);
    const states = (await evidenceOf(running)).map(([, state]) => state);
    expect(states).toEqual(['pending', 'completed']);
    await expect(office.attempt(running.job, running.planned, 'completeSnapshots', 'verify')).resolves.toEqual({
      holds: true,
    });
  });

  it('replaces a set that AWS cannot complete by a full new one, and records both', async () => {
    const running = await begun(1);
    await complete(running);
    const evidence = await evidenceOf(running);
    expect(evidence.map(([, state]) => state)).toEqual(['pending', 'failed', 'pending', 'completed']);
    expect(new Set(evidence.map(([id]) => id)).size).toBe(2);
    const { Snapshots } = await office.aws.ec2.send(
      new DescribeSnapshotsCommand({ SnapshotIds: [evidence.at(-1)?.[0] ?? ''] }),
    );
    expect(Snapshots?.[0]?.State).toBe('completed');
  });

  it('locks what replaced it, where locks were signed', async () => {
    const running = await begun(1, 'governance');
    await complete(running);
    const [id = ''] = (await evidenceOf(running)).at(-1) ?? [];
    const { Snapshots } = await office.aws.ec2.send(new DescribeLockedSnapshotsCommand({ SnapshotIds: [id] }));
    expect(Snapshots).toEqual([expect.objectContaining({ LockState: 'governance', LockDuration: 7 })]);
  });

  it('goes on unlocked, and says so, when AWS refuses the lock', async () => {
    const running = await begun(1, 'governance');
    await office.aws.admin.addFault({ match: { operation: 'LockSnapshot' }, kind: 'denied' });
    await complete(running);
    const notes = (await office.entries(running.job, 'outcome')).map(({ body }) => body.note ?? '');
    expect(notes.find((note) => note.startsWith('not locked'))).toContain('LockSnapshot');
  });

  it('asks a person when the third set fails as well', async () => {
    const running = await begun(3);
    const seen = await office.watch();
    await expect(complete(running)).rejects.toMatchObject({ type: 'Throttled' });
    await office.aws.admin.advanceClock(20_000);
    await expect(complete(running, 2)).rejects.toMatchObject({ type: 'Failed' });
    expect(await seen('CreateSnapshots')).toHaveLength(2);
    const states = (await evidenceOf(running)).map(([, state]) => state);
    expect(states.filter((state) => state === 'failed')).toHaveLength(3);
  });
});
