import type {
  DescribeLockedSnapshotsRequest,
  DescribeLockedSnapshotsResult,
  LockSnapshotRequest,
  LockSnapshotResult,
  UnlockSnapshotRequest,
  UnlockSnapshotResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations } from '../../operation.js';
import { page } from '../../paging.js';
import { filtered } from '../filters.js';
import { nextOf } from '../listing.js';
import { lenientPageSize } from '../page-size.js';
import { findSnapshot } from './snapshot-finders.js';
import { DAY, describeLock, lockFacts, type LockFacts } from './snapshot-locks.js';
import { snapshotState } from './snapshot-states.js';
import { snapshotsIn, type SnapshotLock, type SnapshotRecord } from './storage-records.js';
import { arnOf, tagsOf } from '../tags.js';

const invalid = (message: string): AwsFailure => new AwsFailure('InvalidParameterValue', message);
const clash = (message: string): AwsFailure => new AwsFailure('InvalidParameterCombination', message);

const onSnapshot = (call: Call, { SnapshotId = '' }: { readonly SnapshotId?: string | undefined }) => [
  { action: `ec2:${call.operation}`, resources: [arnOf(call, 'snapshot', SnapshotId)] },
];

const checkInput = (call: Call, input: LockSnapshotRequest): void => {
  const { LockMode, CoolOffPeriod: hours, LockDuration: days, ExpirationDate: until } = input;
  if (days === undefined && until === undefined)
    throw new AwsFailure('MissingParameter', 'Either LockDuration or ExpirationDate is required.');
  if (days !== undefined && until !== undefined)
    throw clash('LockDuration and ExpirationDate cannot be specified together.');
  if (LockMode === 'governance' && hours !== undefined)
    throw clash('CoolOffPeriod cannot be specified for governance mode.');
  if (hours !== undefined && (hours < 1 || hours > 72)) throw invalid('CoolOffPeriod must be between 1 and 72 hours.');
  if (days !== undefined && (days < 1 || days > 36_500)) throw invalid('LockDuration must be 1 to 36500 days.');
  if (until !== undefined && until.getTime() <= call.world.clock.now())
    throw invalid('ExpirationDate must be in the future.');
};

/** The lock that a request makes of the lock in force. Both count from where the first one began. */
const changedLock = (call: Call, before: LockFacts | undefined, input: LockSnapshotRequest): SnapshotLock => {
  const now = call.world.clock.now();
  const active = before?.state === 'expired' ? undefined : before;
  const { LockMode: mode = 'governance', CoolOffPeriod: hours, LockDuration: days, ExpirationDate: until } = input;
  const coolOffFrom = active?.lock.coolOff?.from ?? now;
  return {
    mode,
    createdAt: active?.lock.createdAt ?? now,
    ...(hours !== undefined && { coolOff: { hours, from: coolOffFrom } }),
    ...(active?.state === 'compliance' && active.lock.coolOff && { coolOff: active.lock.coolOff }),
    ...(days !== undefined && { days }),
    ...(until !== undefined && { until: until.getTime() }),
  };
};

/** A lock in compliance mode, its cooling-off over, can only be extended. */
const checkExtension = (call: Call, row: SnapshotRecord, before: LockFacts, input: LockSnapshotRequest): void => {
  const refuse = (message: string): never => {
    throw new AwsFailure('OperationNotPermitted', message);
  };
  if (input.LockMode !== 'compliance') refuse(`Snapshot ${row.id} is locked in compliance mode.`);
  if (input.CoolOffPeriod !== undefined) refuse(`The cooling-off period of snapshot ${row.id} has expired.`);
  const after = lockFacts(call, { ...row, lock: changedLock(call, before, input) });
  const end = (facts: LockFacts | undefined): number =>
    facts?.expiresAt ?? call.world.clock.now() + (facts?.lock.days ?? 0) * DAY;
  if (end(after) < end(before)) refuse(`The lock of snapshot ${row.id} can only be extended.`);
};

/** LockSnapshot, UnlockSnapshot, DescribeLockedSnapshots. */
export const lockSnapshotOperations: Operations = {
  LockSnapshot: operation<LockSnapshotRequest, LockSnapshotResult>((call, input) => {
    const row = findSnapshot(call, input.SnapshotId ?? '');
    checkInput(call, input);
    const state = snapshotState(call, row);
    if (state === 'error') throw new AwsFailure('IncorrectState', `Snapshot ${row.id} is in state '${state}'.`);
    const before = lockFacts(call, row);
    if (before?.state === 'compliance') checkExtension(call, row, before, input);
    const locked = snapshotsIn(call).put(row.id, { ...row, lock: changedLock(call, before, input) });
    const facts = lockFacts(call, locked);
    if (facts === undefined) throw new Error(`${row.id} did not take its lock`);
    const { OwnerId: _, ...shown } = describeLock(locked, facts);
    return shown;
  }, onSnapshot),

  UnlockSnapshot: operation<UnlockSnapshotRequest, UnlockSnapshotResult>((call, { SnapshotId = '' }) => {
    const { lock: _, ...row } = findSnapshot(call, SnapshotId);
    const facts = lockFacts(call, findSnapshot(call, SnapshotId));
    if (facts === undefined || facts.state === 'expired')
      throw new AwsFailure('IncorrectState', `Snapshot ${SnapshotId} is not locked.`);
    if (facts.state === 'compliance')
      throw new AwsFailure(
        'OperationNotPermitted',
        `Snapshot ${SnapshotId} is locked in compliance mode and cannot be unlocked.`,
      );
    snapshotsIn(call).put(SnapshotId, row);
    return { SnapshotId };
  }, onSnapshot),

  DescribeLockedSnapshots: operation<DescribeLockedSnapshotsRequest, DescribeLockedSnapshotsResult>(
    (call, { SnapshotIds = [], Filters, MaxResults, NextToken }) => {
      const rows = SnapshotIds.length > 0 ? SnapshotIds.map((id) => findSnapshot(call, id)) : snapshotsIn(call).all();
      const locks = rows.flatMap((row) => {
        const facts = lockFacts(call, row);
        return facts === undefined ? [] : [describeLock(row, facts)];
      });
      const found = filtered(locks, Filters, { 'lock-state': (one) => one.LockState }, (one) =>
        tagsOf(call, one.SnapshotId ?? ''),
      );
      const cut = page(found, { max: lenientPageSize(MaxResults), token: NextToken });
      return { Snapshots: [...cut.items], ...nextOf(cut) };
    },
  ),
};
