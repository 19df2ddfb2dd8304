import type { EvidenceItem } from '../../ledger/evidence/item.js';
import { reading } from '../aws/reading.js';
import type { Clients } from '../aws/clients.js';
import { nothingFound, type Comparison } from './comparison.js';

const day = 86_400_000;

/** Reads a snapshot's state, encryption and lock again. Its bytes are AWS's: nobody can hash them in place. */
export const checkSnapshot = async ({ ec2 }: Clients, item: EvidenceItem, id: string): Promise<Comparison> => {
  const filter = { OwnerIds: ['self'], Filters: [{ Name: 'snapshot-id', Values: [id] }] };
  const { Snapshots = [] } = await reading('ec2:DescribeSnapshots', id, () => ec2.describeSnapshots(filter));
  const snapshot = Snapshots.find((one) => one.SnapshotId === id);
  if (!snapshot) return { ...nothingFound, differences: [`missing: the snapshot ${id} was deleted`] };
  const { state, encryption } = item;
  const lock = await lockFinding(ec2, item, id);
  return {
    ...nothingFound,
    differences: [
      ...(snapshot.State === 'error' && state !== 'failed'
        ? [`it is in state error: ${snapshot.StateMessage ?? 'AWS gives no reason'}`]
        : []),
      ...(encryption && snapshot.Encrypted !== encryption.encrypted
        ? [
            `its encryption is ${snapshot.Encrypted ? 'on' : 'off'}, the ledger says ${encryption.encrypted ? 'on' : 'off'}`,
          ]
        : []),
      ...(encryption?.key && snapshot.KmsKeyId !== encryption.key
        ? [`it is under the key ${snapshot.KmsKeyId ?? 'none'}, the ledger says ${encryption.key}`]
        : []),
      ...lock.differences,
    ],
    warnings: [...(snapshot.State === 'pending' ? ['it is not complete yet'] : []), ...lock.warnings],
  };
};

/**
 * What became of the lock. Its days count from its own start, which is the snapshot's completion where it was locked
 * before ("LockedSnapshotsInfo", Amazon EC2 API Reference).
 */
const lockFinding = async (
  ec2: Clients['ec2'],
  { lock }: EvidenceItem,
  id: string,
): Promise<Pick<Comparison, 'differences' | 'warnings'>> => {
  if (!lock) return { differences: [], warnings: [] };
  const { Snapshots = [] } = await reading('ec2:DescribeLockedSnapshots', id, () =>
    ec2.describeLockedSnapshots({ SnapshotIds: [id] }),
  );
  const found = Snapshots.find((one) => one.SnapshotId === id);
  if (!found) return { differences: ['it was unlocked'], warnings: [] };
  const days =
    found.LockDuration ??
    Math.round(((found.LockExpiresOn?.getTime() ?? 0) - (found.LockCreatedOn?.getTime() ?? 0)) / day);
  return {
    differences: days < (lock.days ?? 0) ? [`shortened lock: ${days} days, the ledger says ${lock.days}`] : [],
    warnings:
      found.LockState === 'expired' ? [`its lock ran out at ${found.LockExpiresOn?.toISOString() ?? 'some time'}`] : [],
  };
};

/** Whether a volume is still there. */
export const checkVolume = async ({ ec2 }: Clients, id: string): Promise<Comparison> => {
  const filter = { Filters: [{ Name: 'volume-id', Values: [id] }] };
  const { Volumes = [] } = await reading('ec2:DescribeVolumes', id, () => ec2.describeVolumes(filter));
  return Volumes.some((one) => one.VolumeId === id)
    ? { ...nothingFound, warnings: ['its content is nowhere on record: what counts is the image in the vault'] }
    : { ...nothingFound, differences: [`missing: the volume ${id} was deleted`] };
};
