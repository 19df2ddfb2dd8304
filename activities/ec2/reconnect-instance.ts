import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Planned } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { readInstance } from './instances.js';
import type { IsolationState } from './isolate.js';
import { readMemberships, sameGroups, wearsOnly, type Membership } from './memberships.js';
import { groupExists } from './security-groups.js';

/** What putting an isolated instance back needs to know: each interface's own groups, and the groups made for the run. */
export const reconnection = z.strictObject({
  interfaces: z.array(z.strictObject({ interfaceId: z.string(), groups: z.array(z.string()).min(1) })),
  made: z.array(z.string()),
});
type Reconnection = z.infer<typeof reconnection>;

const deletion = (groupId: string): PlannedCall => ({
  id: `delete/${groupId}`,
  service: 'ec2',
  operation: 'DeleteSecurityGroup',
  target: groupId,
  input: { GroupId: groupId },
});

/**
 * Plans giving each interface its own groups back and deleting the run's groups. Refuses when somebody changed an
 * interface since: what they did would be undone with it, and it may be the attacker's doing or a colleague's.
 */
export const planReconnection = async (
  aws: Aws,
  instanceId: string,
  { before, groups, open = {} }: IsolationState,
): Promise<Planned<Reconnection>> => {
  const { owner } = await readInstance(aws, instanceId);
  const now = new Map((await readMemberships(aws, instanceId)).map((one) => [one.interfaceId, one]));
  const moved = movedSince(before, [...now.values()], groups, open);
  if (moved.length > 0)
    throw failure(
      failureTypes.moved,
      `Somebody changed the interfaces of ${instanceId} since: ${moved.join('; ')}. Nothing was put back.`,
      'Look into who did (CloudTrail: ModifyNetworkInterfaceAttribute). Release the other steps with --step.',
    );
  const interfaces = before.filter((prior) => now.has(prior.interfaceId));
  const gone = before.filter((prior) => !now.has(prior.interfaceId));
  const left = await Promise.all(Object.values(open).map(async (id) => ((await groupExists(aws, id)) ? [id] : [])));
  const made = [...Object.values(groups), ...left.flat()];
  return {
    owner,
    kind: 'instance',
    calls: [
      ...interfaces.map(({ interfaceId, groups: prior }) => ({
        id: interfaceId,
        service: 'ec2',
        operation: 'ModifyNetworkInterfaceAttribute',
        target: interfaceId,
        input: { NetworkInterfaceId: interfaceId, Groups: [...prior] },
      })),
      ...made.map(deletion),
    ],
    targetState: { interfaces: interfaces.map((one) => ({ interfaceId: one.interfaceId, groups: one.groups })) },
    reversible: true,
    summary: `reconnect ${instanceId}: give ${interfaces.length} interface(s) their own groups back`,
    differences: interfaces.map((one) => ({
      what: one.interfaceId,
      now: now.get(one.interfaceId)?.groups.join(', ') ?? '',
      then: one.groups.join(', '),
    })),
    blastRadius: [
      {
        severity: 'danger',
        message: `${instanceId} is back on the network: an intruder who is still on it can act again at once`,
        resources: [instanceId],
      },
    ],
    notApplicable: gone.map((one) => `${one.interfaceId} is not attached any more: it is left alone`),
    facts: { interfaces: interfaces.map(({ interfaceId, groups: own }) => ({ interfaceId, groups: [...own] })), made },
  };
};

const movedSince = (
  before: readonly Membership[],
  now: readonly Membership[],
  groups: Readonly<Record<string, string>>,
  open: Readonly<Record<string, string>>,
): readonly string[] => [
  ...now.flatMap((current) => {
    const prior = before.find((one) => one.interfaceId === current.interfaceId);
    const ours = groups[current.vpcId];
    const isOurs = wearsOnly(current, ours) || wearsOnly(current, open[current.vpcId]);
    if (!prior || isOurs || sameGroups(current.groups, prior.groups)) return [];
    return `${current.interfaceId} reads [${current.groups.join(', ')}], we left it with [${ours ?? 'its own groups'}]`;
  }),
  ...now
    .filter((one) => before.every((prior) => prior.interfaceId !== one.interfaceId))
    .filter((one) => Object.values(groups).some((id) => one.groups.includes(id)))
    .map((one) => `${one.interfaceId} was not there and is now in the quarantine group`),
];

/** Carries a planned reconnection out; doing it twice equals doing it once. Answers what AWS reads back. */
export const reconnect = async (
  aws: Aws,
  instanceId: string,
  calls: readonly PlannedCall[],
  { interfaces, made }: Reconnection,
): Promise<readonly string[]> => {
  const read = () => readMemberships(aws, instanceId);
  const before = await read();
  for (const { interfaceId, groups } of interfaces) {
    const current = before.find((one) => one.interfaceId === interfaceId);
    if (!current || sameGroups(current.groups, groups)) continue;
    // Somebody may have come in between since it was planned, or between two attempts.
    if (!made.some((groupId) => wearsOnly(current, groupId)))
      throw failure(
        failureTypes.moved,
        `${interfaceId} reads [${current.groups.join(', ')}], which is neither ours nor what stood there before.`,
        'Look into who changed it, then retry or skip.',
      );
    await aws.make(interfaceId);
  }
  for (const groupId of made)
    if (calls.some((call) => call.id === `delete/${groupId}`) && (await groupExists(aws, groupId)))
      await aws.make(`delete/${groupId}`);
  const isWrong =
    (after: readonly Membership[]) =>
    ({ interfaceId, groups }: Reconnection['interfaces'][number]): boolean => {
      const current = after.find((one) => one.interfaceId === interfaceId);
      return current !== undefined && !sameGroups(current.groups, groups);
    };
  const after = await settled(aws, read, (now) => !interfaces.some(isWrong(now)));
  const wrong = interfaces.filter(isWrong(after));
  if (wrong.length > 0)
    throw failure(
      failureTypes.notHolding,
      `${wrong.map((one) => one.interfaceId).join(', ')} did not take its groups back.`,
    );
  return after.map((one) => `${one.interfaceId} reads [${one.groups.join(', ')}]`);
};
