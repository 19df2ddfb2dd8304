import { CreateSnapshotsCommand, DescribeSnapshotsCommand, type Snapshot } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { makeStage } from './stage.js';

describe('snapshots of an instance', () => {
  let aws: SandboxAws;
  let instanceId: string;
  beforeAll(async () => {
    aws = await startAws();
    const stage = await makeStage(aws.ec2);
    const disk = (DeviceName: string) => ({ DeviceName, Ebs: { VolumeSize: 8, DeleteOnTermination: true } });
    instanceId = (await stage.launch({ BlockDeviceMappings: [disk('/dev/xvda'), disk('/dev/sdf')] })).InstanceId ?? '';
    // Long enough that only the virtual clock can end them.
    await aws.admin.set({ snapshotMs: 3_600_000 });
  });
  afterAll(() => aws.stop());

  const begin = async (nonce: string) => {
    // One volume is snapshotted every 15 seconds at most.
    await aws.admin.advanceClock(16_000);
    return aws.ec2.send(
      new CreateSnapshotsCommand({
        InstanceSpecification: { InstanceId: instanceId },
        TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'nonce', Value: nonce }] }],
      }),
    );
  };
  const byNonce = async (nonce: string): Promise<Snapshot[]> => {
    const Filters = [{ Name: 'tag:nonce', Values: [nonce] }];
    return (await aws.ec2.send(new DescribeSnapshotsCommand({ Filters, OwnerIds: ['self'] }))).Snapshots ?? [];
  };
  const states = async (nonce: string) => (await byNonce(nonce)).map((each) => `${each.State} ${each.Progress}`);

  it('are pending, grow on the virtual clock and complete', async () => {
    const { Snapshots } = await begin('one');
    expect(Snapshots?.map((each) => each.State)).toEqual(['pending', 'pending']);
    expect(Snapshots?.map((each) => each.Tags)).toEqual(Array(2).fill([{ Key: 'nonce', Value: 'one' }]));
    expect(await states('one')).toEqual(['pending 0%', 'pending 0%']);
    await aws.admin.advanceClock(1_800_000);
    expect(await states('one')).toEqual(['pending 50%', 'pending 50%']);
    await aws.admin.advanceClock(1_800_000);
    expect(await states('one')).toEqual(['completed 100%', 'completed 100%']);
  });

  it('go on where they were after kill -9 of everything', async () => {
    await begin('two');
    await aws.admin.advanceClock(1_800_000);
    await aws.kill();
    aws = await startAws(aws.world);
    expect(await states('two')).toEqual(['pending 50%', 'pending 50%']);
    await aws.admin.advanceClock(1_800_000);
    expect(await states('two')).toEqual(['completed 100%', 'completed 100%']);
  });

  it('begin when they are asked for, on the clock of the world', async () => {
    const { now } = await aws.admin.health();
    await begin('dated');
    const [one] = await byNonce('dated');
    expect(Math.abs((one?.StartTime?.getTime() ?? 0) - now)).toBeLessThan(60_000);
  });

  it('are five at most per volume at a time', async () => {
    // What is pending of the test before completes first.
    await aws.admin.advanceClock(3_600_000);
    for (let n = 0; n < 5; n++) await begin(`many-${n}`);
    await expect(begin('too-many')).rejects.toMatchObject({ name: 'ConcurrentSnapshotLimitExceeded' });
    expect(await byNonce('too-many')).toEqual([]);
  });

  it('end in error when a fault asks for it', async () => {
    // What is pending of the test before completes first.
    await aws.admin.advanceClock(3_600_000);
    await aws.admin.addFault({ match: { operation: 'CreateSnapshots' }, kind: 'snapshot-error' });
    await begin('three');
    await aws.admin.advanceClock(3_600_000);
    expect((await byNonce('three')).map((each) => each.State)).toEqual(['error', 'error']);
  });
});
