import type { ImageRecord } from './image-records.js';
import type { SnapshotRecord } from '../storage/storage-records.js';

const amazon = { isPublic: true, createdAt: Date.UTC(2026, 10, 2) } as const;

const disk = (device: string, snapshotId: string, size: number) => [
  { device, snapshotId, size, type: 'gp3' as const, encrypted: false, deleteOnTermination: true },
];

/** The public images that every Region of the sandbox has. */
export const publicImages: readonly ImageRecord[] = [
  {
    ...amazon,
    id: 'ami-0f1eb4ea0000000a1',
    ownerId: '137112412989',
    name: 'al2023-ami-2023.9.20261102.0-kernel-6.12-x86_64',
    description: 'Amazon Linux 2023 AMI 2023.9.20261102.0 x86_64 HVM kernel-6.12',
    architecture: 'x86_64',
    platform: 'linux',
    rootDevice: '/dev/xvda',
    disks: disk('/dev/xvda', 'snap-0f1eb4ea0000000a1', 8),
    imdsSupport: 'v2.0',
  },
  {
    ...amazon,
    id: 'ami-0f1eb4ea0000000a2',
    ownerId: '137112412989',
    name: 'al2023-ami-2023.9.20261102.0-kernel-6.12-arm64',
    description: 'Amazon Linux 2023 AMI 2023.9.20261102.0 arm64 HVM kernel-6.12',
    architecture: 'arm64',
    platform: 'linux',
    rootDevice: '/dev/xvda',
    disks: disk('/dev/xvda', 'snap-0f1eb4ea0000000a2', 8),
    imdsSupport: 'v2.0',
  },
  {
    ...amazon,
    id: 'ami-0f1eb4ea0000000b1',
    ownerId: '099720109477',
    name: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261030',
    description: 'Canonical, Ubuntu, 24.04, amd64 noble image',
    architecture: 'x86_64',
    platform: 'linux',
    rootDevice: '/dev/sda1',
    disks: disk('/dev/sda1', 'snap-0f1eb4ea0000000b1', 8),
    imdsSupport: 'v2.0',
  },
  {
    ...amazon,
    id: 'ami-0f1eb4ea0000000c1',
    ownerId: '801119661308',
    name: 'Windows_Server-2022-English-Full-Base-2026.11.12',
    description: 'Microsoft Windows Server 2022 Full Locale English AMI provided by Amazon',
    architecture: 'x86_64',
    platform: 'windows',
    rootDevice: '/dev/sda1',
    disks: disk('/dev/sda1', 'snap-0f1eb4ea0000000c1', 30),
  },
];

/** Owners that AWS shows under the alias `amazon`. */
export const amazonOwners: readonly string[] = ['137112412989', '801119661308'];

/** The snapshots that the public images are made of. */
export const publicSnapshots = (): readonly SnapshotRecord[] =>
  publicImages.flatMap(({ ownerId, createdAt, disks }) =>
    disks.map(({ snapshotId = '', size }) => ({
      id: snapshotId,
      ownerId,
      volumeId: 'vol-ffffffff',
      size,
      description: '',
      encrypted: false,
      startedAt: createdAt,
      takesMs: 0,
      outcome: { state: 'completed', share: 1 },
      copy: false,
      sharedWith: ['all'],
    })),
  );
