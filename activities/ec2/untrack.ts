import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import type { Membership } from './memberships.js';
import { openReference, shutOpenGroup, unlessAlready } from './open-group.js';
import { groupReference } from './quarantine-group.js';

/*
 * Tracked connections survive a change of security groups; untracked ones end with the rule that let them through. A
 * flow is untracked while rules allow everything both ways (EC2 User Guide, "Security group connection tracking"). So an
 * interface is opened to everyone for a moment and then closed. AWS does not say that an existing flow becomes untracked
 * by that, so it is an option, and whoever signs is told. The moment is one action that only goes forward: whatever goes
 * wrong after the opening, the interface is closed, or its group is emptied, or it gets its own groups back.
 */

/** How long to wait before each further try at closing, in milliseconds: seconds in all, far below any human answer. */
const closingPauses = [200, 800, 2_000];
const restoring = 2;

const modify = (id: string, interfaceId: string, more: PlannedCall['input']): PlannedCall => ({
  id,
  service: 'ec2',
  operation: 'ModifyNetworkInterfaceAttribute',
  target: interfaceId,
  input: { NetworkInterfaceId: interfaceId, ...more },
});

/** The call that gives an interface the quarantine group of its VPC alone. */
export const attachCall = ({ interfaceId, vpcId }: Membership): PlannedCall =>
  modify(interfaceId, interfaceId, { Groups: [groupReference(vpcId)] });

/** The calls that open an interface, and those that see to it that it does not stay open. */
export const swapCalls = ({ interfaceId, vpcId }: Membership): readonly PlannedCall[] => {
  const closed = { Groups: [groupReference(vpcId)] };
  return [
    modify(`check/${interfaceId}`, interfaceId, { ...closed, DryRun: true }),
    modify(`open/${interfaceId}`, interfaceId, { Groups: [openReference(vpcId)] }),
    ...closingPauses.map((_, index) => modify(`close/${interfaceId}/${index}`, interfaceId, closed)),
    ...Array.from({ length: restoring }, (_, index) =>
      modify(`restore/${interfaceId}/${index}`, interfaceId, { Groups: [{ $like: 'sg-[0-9a-f]+' }] }),
    ),
  ];
};

/**
 * Opens an interface and closes it at once; answers whether AWS said that it was open. That opening failed is no
 * failure: the interface is closed all the same. Guarantees what {@link close} does.
 */
export const openAndClose = async (aws: Aws, one: Membership, prior: readonly string[]): Promise<boolean> => {
  // Not opened unless it may be closed again.
  await unlessAlready('DryRunOperation', () => aws.make(`check/${one.interfaceId}`));
  const wasOpen = await opened(aws, one.interfaceId);
  await close(aws, one, prior);
  return wasOpen;
};

const opened = async (aws: Aws, interfaceId: string): Promise<boolean> => {
  try {
    await aws.make(`open/${interfaceId}`);
    return true;
  } catch (error) {
    // A throttled call had no effect: the interface is as it was, and the whole swap is tried again.
    if (isOfType(error, failureTypes.throttled)) throw error;
    return false;
  }
};

/**
 * Closes an interface that is open. When that fails for good, its group has lost its rules, or it has its `prior` groups
 * back, before this throws; when not even that can be done, the failure is one that is tried again.
 */
export const close = async (aws: Aws, { interfaceId, vpcId }: Membership, prior: readonly string[]): Promise<void> => {
  const problems: unknown[] = [];
  const tried = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      // A newer attempt is at it, and closes first of all.
      if (isOfType(error, failureTypes.fenced)) throw error;
      problems.push(error);
      return false;
    }
  };
  if (await tried(() => aws.make(interfaceId))) return;
  for (const [index, wait] of closingPauses.entries()) {
    // Not `aws.wait`: a stop of the worker must not end this halfway.
    await pause(wait);
    if (await tried(() => aws.make(`close/${interfaceId}/${index}`))) return;
  }
  if (await tried(() => shutOpenGroup(aws, vpcId))) throw problems[0];
  for (let index = 0; index < restoring; index += 1)
    if (await tried(() => aws.make(`restore/${interfaceId}/${index}`, { Groups: [...prior] }))) throw problems[0];
  throw failure(
    failureTypes.unavailable,
    `${interfaceId} may be open to everyone: it could be neither closed nor given its own groups back.`,
    'It is tried again at once. If this stays, change its security groups by hand.',
  );
};

const isOfType = (error: unknown, type: string): boolean => error instanceof ApplicationFailure && error.type === type;
