import type { LockMode, SnapshotState, VolumeType } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import type { Table } from '../../../world/store.js';

/** How something is encrypted. `kmsKeyId` is a key ARN, or what the caller wrote when no such key exists. */
export type Encryption = { readonly encrypted: boolean; readonly kmsKeyId?: string };

/** An EBS volume. What it is attached to is kept by the instance alone. Times are epoch milliseconds. */
export type VolumeRecord = Encryption & {
  readonly id: string;
  /** GiB. */
  readonly size: number;
  readonly type: VolumeType;
  readonly iops?: number;
  /** MiB/s; gp3 only. */
  readonly throughput?: number;
  readonly snapshotId?: string;
  readonly zone: string;
  readonly createdAt: number;
  /** `creating` until then. */
  readonly availableAt: number;
  /** Made with a key that EBS cannot use: it never becomes available. */
  readonly failed: boolean;
  readonly modified?: {
    readonly at: number;
    readonly until: number;
    readonly before: Pick<VolumeRecord, 'size' | 'type' | 'iops' | 'throughput'>;
  };
};

/** The lock of a snapshot as it was asked for; its state follows from the clock. */
export type SnapshotLock = {
  readonly mode: LockMode;
  readonly createdAt: number;
  readonly coolOff?: { readonly hours: number; readonly from: number };
  readonly days?: number;
  /** Fixed end, where one was asked for instead of days. */
  readonly until?: number;
};

/** An EBS snapshot, owned in one account and Region. Its state and progress follow from the clock. */
export type SnapshotRecord = Encryption & {
  readonly id: string;
  readonly ownerId: string;
  /** `vol-ffffffff` for copies, as AWS has it. */
  readonly volumeId: string;
  /** GiB. */
  readonly size: number;
  readonly description: string;
  readonly startedAt: number;
  readonly takesMs: number;
  /** What it ends in, and how far it gets before (a share of `takesMs`). */
  readonly outcome: { readonly state: SnapshotState; readonly message?: string; readonly share: number };
  /** Whether it is a copy, which has limits of its own. */
  readonly copy: boolean;
  readonly completionMinutes?: number;
  /** Accounts that may make volumes of it; `all` makes it public. */
  readonly sharedWith: readonly string[];
  readonly lock?: SnapshotLock;
};

export const volumesIn = (place: Place): Table<VolumeRecord> => place.world.table('ec2.volumes', place);
export const snapshotsIn = (place: Place): Table<SnapshotRecord> => place.world.table('ec2.snapshots', place);
