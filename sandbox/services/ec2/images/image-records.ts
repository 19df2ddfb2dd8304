import type { Place } from '../../operation.js';
import type { Table } from '../../../world/store.js';
import type { Encryption } from '../storage/storage-records.js';

/** One disk of an image: what a volume made for it at launch is like. */
export type ImageDisk = Encryption & {
  readonly device: string;
  readonly snapshotId?: string;
  readonly size: number;
  readonly type: 'gp2' | 'gp3' | 'io1' | 'io2' | 'st1' | 'sc1' | 'standard';
  readonly deleteOnTermination: boolean;
};

/** An AMI. Images of an account are rows; those of Amazon are the same in every Region and account. */
export type ImageRecord = {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly description: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly platform: 'linux' | 'windows';
  readonly createdAt: number;
  readonly rootDevice: string;
  readonly disks: readonly ImageDisk[];
  readonly isPublic: boolean;
  /** `v2.0`: instances launched from it take tokens only, by default. */
  readonly imdsSupport?: 'v2.0';
  readonly sourceInstanceId?: string;
};

export const imagesIn = (place: Place): Table<ImageRecord> => place.world.table('ec2.images', place);
