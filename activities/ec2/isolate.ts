import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { Aws } from '../aws/aws.js';
import { membership, readMemberships, wearsOnly, type Membership } from './memberships.js';
import { createOpenGroup, dropOpenGroup, fillOpenGroup } from './open-group.js';
import { makeQuarantineGroup } from './quarantine-group.js';
import { readRules } from './security-groups.js';
import { close, openAndClose } from './untrack.js';

const byVpc = z.record(z.string(), z.string());

/** What isolating did so far: an attempt that goes on, and a release, need all of it. */
export const isolationState = z.strictObject({
  /** The groups that each interface had. */
  before: z.array(membership),
  /** The quarantine group, by VPC: made, and read back without a rule. */
  groups: byVpc.default({}),
  /** The group that opens, by VPC. */
  open: byVpc.exactOptional(),
  /** Interfaces that AWS said were open before they were closed. */
  untracked: z.array(z.string()).exactOptional(),
});
export type IsolationState = z.infer<typeof isolationState>;

type Isolation = {
  readonly instanceId: string;
  readonly nonce: string;
  /** The mark of the group that opens, where interfaces are to be opened first. */
  readonly mark: string | null;
  readonly isPlanned: (interfaceId: string) => boolean;
};

/**
 * Isolates an instance. What stood before, and which groups are ours, is durable before the first write that needs it:
 * a later attempt must not mistake our own groups for the interface's, and closes first of all what an earlier one left open.
 */
export const isolate = async (aws: Aws, { instanceId, nonce, mark, isPlanned }: Isolation): Promise<IsolationState> => {
  const now = await readMemberships(aws, instanceId);
  let state = isolationState.nullable().parse(await aws.kept()) ?? { before: [], groups: {} };
  const keep = async (more: Partial<IsolationState>): Promise<void> => {
    state = { ...state, ...more };
    await aws.keep(state);
  };
  const priorOf = ({ interfaceId }: Membership): readonly string[] =>
    state.before.find((one) => one.interfaceId === interfaceId)?.groups ?? [];
  const isOpen = ({ vpcId, groups }: Membership): boolean => groups.includes(state.open?.[vpcId] ?? '');

  const leftOpen = now.filter(isOpen);
  const untracked = new Set(state.untracked);
  for (const one of leftOpen) {
    await close(aws, one, priorOf(one));
    // Where its rules went before it was closed, what was open may have become tracked again.
    const stillRuled = (await readRules(aws, state.open?.[one.vpcId] ?? '')).some(({ egress }) => !egress);
    if (stillRuled) untracked.add(one.interfaceId);
  }

  // What came only since is added: it was not in our group before.
  const added = now.filter((one) => state.before.every((known) => known.interfaceId !== one.interfaceId));
  if (added.length > 0) await keep({ before: [...state.before, ...added] });
  const groups: Record<string, string> = {};
  for (const vpcId of new Set(now.map((one) => one.vpcId)))
    groups[vpcId] = await makeQuarantineGroup(aws, vpcId, nonce, vpcId in state.groups);
  await keep({ groups });

  const left = now.filter(
    (one) => isPlanned(one.interfaceId) && !leftOpen.includes(one) && !wearsOnly(one, groups[one.vpcId]),
  );
  const problem = mark === null || left.length === 0 ? null : await prepareOpening(aws, left, mark, state, keep);
  for (const one of left) {
    if (mark === null || problem) await aws.make(one.interfaceId);
    else if (await openAndClose(aws, one, priorOf(one))) untracked.add(one.interfaceId);
    if (mark !== null) await keep({ untracked: [...untracked] });
  }
  for (const [vpcId, groupId] of Object.entries(state.open ?? {})) await dropOpenGroup(aws, vpcId, groupId);
  if (problem) throw problem;
  return mark === null ? state : { ...state, untracked: [...untracked] };
};

/**
 * Makes the groups that open, and keeps their ids before anything wears them. Answers why they cannot be made: ending
 * connections is worth no delay, so what cannot be opened is closed as it is, and only then it is said.
 */
const prepareOpening = async (
  aws: Aws,
  left: readonly Membership[],
  mark: string,
  { open: earlier }: IsolationState,
  keep: (more: Partial<IsolationState>) => Promise<void>,
): Promise<ApplicationFailure | null> => {
  const open: Record<string, string> = { ...earlier };
  const vpcs = new Set(left.map((one) => one.vpcId));
  try {
    for (const vpcId of vpcs) {
      open[vpcId] = await createOpenGroup(aws, vpcId, mark);
      await keep({ open: { ...open } });
    }
    for (const vpcId of vpcs) await fillOpenGroup(aws, vpcId);
    return null;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.nonRetryable === true) return error;
    throw error;
  }
};
