import {
  EC2,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  waitUntilInstanceRunning,
  waitUntilInstanceTerminated,
  waitUntilSnapshotCompleted,
  waitUntilVolumeAvailable,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SandboxAws } from '../../../support/aws.js';
import { everything, refusal, startForSdk, WAIT } from './calls.js';

const IMAGE = 'ami-0f1eb4ea0000000a1';

let sandbox: SandboxAws;

beforeAll(async () => {
  sandbox = await startForSdk();
});

afterAll(() => sandbox.stop());

test('EC2: instances, volumes and snapshots, in pages and waited for', async () => {
  const { config } = sandbox;
  const ec2 = new EC2(config);
  const machines = { ImageId: IMAGE, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  const runs = await Promise.all(Array.from({ length: 6 }, () => ec2.runInstances(machines)));
  const InstanceIds = runs.flatMap(({ Instances = [] }) => Instances.map((one) => one.InstanceId ?? ''));
  expect((await waitUntilInstanceRunning({ client: ec2, ...WAIT }, { InstanceIds })).state).toBe('SUCCESS');
  const reservations = await everything(
    paginateDescribeInstances({ client: ec2, pageSize: 5 }, {}),
    (page) => page.Reservations,
  );
  expect(reservations).toHaveLength(6);
  const volumes = await everything(paginateDescribeVolumes({ client: ec2, pageSize: 5 }, {}), (page) => page.Volumes);
  const VolumeIds = volumes.map((one) => one.VolumeId ?? '');
  expect(
    (await waitUntilVolumeAvailable({ client: ec2, ...WAIT }, { VolumeIds: [await spareVolume(ec2)] })).state,
  ).toBe('SUCCESS');
  const made = await Promise.all(VolumeIds.map((VolumeId) => ec2.createSnapshot({ VolumeId })));
  const SnapshotIds = made.map((one) => one.SnapshotId ?? '');
  expect((await waitUntilSnapshotCompleted({ client: ec2, ...WAIT }, { SnapshotIds })).state).toBe('SUCCESS');
  const mine = paginateDescribeSnapshots({ client: ec2, pageSize: 5 }, { OwnerIds: ['self'] });
  expect(await everything(mine, (page) => page.Snapshots)).toHaveLength(6);
  await ec2.terminateInstances({ InstanceIds });
  expect((await waitUntilInstanceTerminated({ client: ec2, ...WAIT }, { InstanceIds })).state).toBe('SUCCESS');
  expect(await refusal(ec2.describeVolumes({ VolumeIds }))).toEqual(['InvalidVolume.NotFound', 400]);
  expect(await refusal(ec2.startInstances({ InstanceIds }))).toEqual(['IncorrectInstanceState', 400]);
  expect(await refusal(ec2.createVpc({ CidrBlock: '10.0.0.0/16', DryRun: true }))).toEqual(['DryRunOperation', 412]);
  ec2.destroy();
});

const spareVolume = async (ec2: EC2): Promise<string> =>
  (await ec2.createVolume({ AvailabilityZone: 'eu-west-1a', Size: 1 })).VolumeId ?? '';
