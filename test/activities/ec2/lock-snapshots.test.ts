import { DescribeLockedSnapshotsCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import { makeStage, type Stage } from '../../sandbox/gateway/stage.js';
import { Office, type Job } from '../fixtures/office.js';

let office: Office;
let stage: Stage;
beforeAll(async () => {
  office = await Office.open();
  stage = await makeStage(office.aws.ec2);
});
afterEach(() => office.aws.admin.clearFaults());
afterAll(() => office.close());

/** A run whose snapshots are begun and pending, and whose locks are signed. */
const begun = async (): Promise<{ readonly job: Job; readonly planned: PlannedStages }> => {
  const job = await office.job((await stage.launch()).InstanceId ?? '');
  const planned = await office.plan(job, 'snapshotVolumes', 'lockSnapshots');
  await office.sign(job, planned);
  await office.attempt(job, planned, 'snapshotVolumes', 'apply');
  return { job, planned };
};
const lock = (job: Job, planned: PlannedStages, attempt = 1): Promise<unknown> =>
  office.attempt(job, planned, 'lockSnapshots', 'apply', attempt);
const idsOf = async (job: Job): Promise<readonly string[]> => [
  ...new Set((await office.entries(job, 'evidence')).map(({ body }) => body.id)),
];
const locksOf = async (job: Job) =>
  (await office.aws.ec2.send(new DescribeLockedSnapshotsCommand({ SnapshotIds: [...(await idsOf(job))] }))).Snapshots;

describe('locking snapshots', () => {
  it('locks each of the set while it is pending, for as long as was signed', async () => {
    const { job, planned } = await begun();
    await lock(job, planned);
    expect(await locksOf(job)).toEqual([
      expect.objectContaining({ LockState: 'governance', LockDuration: 30, SnapshotId: (await idsOf(job))[0] }),
    ]);
    await expect(office.attempt(job, planned, 'lockSnapshots', 'verify')).resolves.toEqual({ holds: true });
    expect((await office.entries(job, 'evidence')).map(({ body }) => body.state)).toEqual(['pending', 'locked']);
  });

  it('locks nothing that is locked already', async () => {
    const { job, planned } = await begun();
    await lock(job, planned);
    const seen = await office.watch();
    await lock(job, planned, 2);
    expect(await seen('LockSnapshot')).toEqual([]);
  });

  it('is no part of the release: a governance lock takes another role', async () => {
    const { job, planned } = await begun();
    await lock(job, planned);
    await expect(office.planRelease(job)).rejects.toMatchObject({ message: expect.stringContaining('nothing') });
    expect(await locksOf(job)).toHaveLength(1);
  });
});
