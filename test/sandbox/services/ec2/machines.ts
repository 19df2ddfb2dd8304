import type { Instance, Reservation, RunInstancesRequest, Snapshot } from '@aws-sdk/client-ec2';
import { ec2 } from '../../../../sandbox/services/ec2/index.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import type { Authorize } from '../../../../sandbox/services/perform.js';
import { openBench, type Bench } from '../harness.js';

export const LINUX = 'ami-0f1eb4ea0000000a1';
export const WINDOWS = 'ami-0f1eb4ea0000000c1';

/** A bench on which machines are at hand. */
export type Machines = Bench & {
  readonly ask: <T = Record<string, never>>(operation: string, input?: object, as?: Caller) => T;
  readonly refused: (operation: string, input?: object, as?: Caller) => string;
  /** Launches one instance in the default VPC; it is still `pending`. */
  readonly launch: (input?: Partial<RunInstancesRequest>) => Instance;
  /** Launches one instance and waits until it runs; its id. */
  readonly running: (input?: Partial<RunInstancesRequest>) => string;
  readonly instance: (id: string) => Instance;
  readonly snapshot: (id: string) => Snapshot;
  readonly state: (id: string) => string | undefined;
};

/** Opens a bench with EC2 alone. */
export const openMachines = (authorize?: Authorize): Machines => {
  const bench = openBench([ec2], authorize);
  // Only `pass` moves time: what is shown does not depend on how fast the test runs.
  bench.world.clock.setScale(0);
  const ask: Machines['ask'] = (operation, input, as) => bench.call(ec2, operation, input, as);
  const launch: Machines['launch'] = (input) => {
    const [first] =
      ask<Reservation>('RunInstances', { ImageId: LINUX, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...input })
        .Instances ?? [];
    if (first === undefined) throw new Error('nothing was launched');
    return first;
  };
  const instance = (id: string): Instance => {
    const found = ask<{ Reservations: Reservation[] }>('DescribeInstances', { InstanceIds: [id] });
    return found.Reservations[0]?.Instances?.[0] ?? {};
  };
  return {
    ...bench,
    ask,
    refused: (operation, input, as) => bench.refusal(ec2, operation, input, as),
    launch,
    running: (input) => {
      const { InstanceId = '' } = launch(input);
      bench.pass(60_000);
      return InstanceId;
    },
    instance,
    snapshot: (id) => ask<{ Snapshots: Snapshot[] }>('DescribeSnapshots', { SnapshotIds: [id] }).Snapshots[0] ?? {},
    state: (id) => instance(id).State?.Name,
  };
};

/** A disk for BlockDeviceMappings. */
export const disk = (DeviceName: string, VolumeSize = 8, more: object = {}) => ({
  DeviceName,
  Ebs: { VolumeSize, DeleteOnTermination: true, ...more },
});
