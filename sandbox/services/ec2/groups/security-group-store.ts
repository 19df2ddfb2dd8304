import { AwsFailure, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { groupsIn, rulesIn, vpcsIn, type GroupRecord, type RuleRecord } from '../network/network-records.js';
import { limit, quotas } from '../quotas.js';
import { interfacesIn } from '../records.js';
import { sameTerms } from './security-group-rules.js';
import type { AskedRule } from './security-group-terms.js';
import { dropTags } from '../tags.js';

/** The rules of a group, of both directions. */
export const rulesOf = (place: Place, groupId: string): readonly RuleRecord[] =>
  rulesIn(place)
    .all()
    .filter((one) => one.groupId === groupId);

/** Adds rules to a group: all of them, or none when one is there already or they would be too many. */
export const addRules = (place: Place, groupId: string, asked: readonly AskedRule[]): readonly RuleRecord[] => {
  const before = rulesOf(place, groupId);
  for (const [at, rule] of asked.entries()) {
    if (asked.some((other, position) => position < at && sameTerms(other, rule)))
      throw new AwsFailure('InvalidParameterValue', 'The same permission must not appear multiple times');
    if (before.some((other) => sameTerms(other, rule))) throw duplicate(rule);
  }
  const added = asked.map((rule) => {
    const id = hexId('sgr');
    return rulesIn(place).put(id, { id, groupId, ...rule });
  });
  checkCount([...before, ...added]);
  return added;
};

/** AWS's refusal of a rule that its group has already. */
export const duplicate = ({ peer, protocol, from, to }: AskedRule): AwsFailure => {
  const ports = from === undefined ? '' : `, from port: ${from}, to port: ${to}`;
  const name = protocol === '-1' ? 'ALL' : protocol.toUpperCase();
  return new AwsFailure(
    'InvalidPermission.Duplicate',
    `the specified rule "peer: ${peer.value}, ${name}${ports}, ALLOW" already exists`,
  );
};

// "Amazon VPC quotas": counted apart for each direction and for IPv4 and IPv6; what names no block counts for both.
const checkCount = (rules: readonly RuleRecord[]): void => {
  for (const egress of [false, true])
    for (const other of ['ipv6', 'ipv4'])
      limit(
        rules.filter((one) => one.egress === egress && one.peer.kind !== other).length,
        quotas.rulesPerGroup,
        'RulesPerSecurityGroupLimitExceeded',
        'The maximum number of rules per security group has been reached.',
      );
};

/** Removes rules from their groups. */
export const removeRules = (place: Place, rules: readonly RuleRecord[]): void => {
  for (const { id } of rules) {
    rulesIn(place).delete(id);
    dropTags(place, id);
  }
};

const everywhere = (kind: 'ipv4' | 'ipv6') => ({ kind, value: kind === 'ipv4' ? '0.0.0.0/0' : '::/0' });

/** Makes a group as AWS does: open outbound, for IPv6 too where its VPC has an IPv6 block; closed inbound. */
export const createGroup = (place: Place, group: Omit<GroupRecord, 'id'>): GroupRecord => {
  const message = 'The maximum number of security groups has been reached.';
  limit(groupsIn(place).all().length + 1, quotas.groups, 'SecurityGroupLimitExceeded', message);
  const id = hexId('sg');
  const row = groupsIn(place).put(id, { id, ...group });
  const kinds = vpcsIn(place).get(group.vpcId)?.ipv6.length ? (['ipv4', 'ipv6'] as const) : (['ipv4'] as const);
  addRules(
    place,
    id,
    kinds.map((kind) => ({ egress: true, protocol: '-1', peer: everywhere(kind) })),
  );
  return row;
};

/** Opens a group's outbound IPv6 as AWS does when its VPC gets an IPv6 block, unless its outbound rules were changed. */
export const openIpv6 = (place: Place, groupId: string): void => {
  const outbound = rulesOf(place, groupId).filter((one) => one.egress);
  const usual = { egress: true, protocol: '-1', peer: everywhere('ipv4') } as const;
  if (outbound.length === 1 && outbound.every((one) => sameTerms(one, usual)))
    addRules(place, groupId, [{ ...usual, peer: everywhere('ipv6') }]);
};

/** Removes a group that nothing needs any more: no interface wears it, and no rule of another group names it. */
export const deleteGroup = (place: Place, group: GroupRecord): void => {
  const worn = interfacesIn(place)
    .all()
    .some((one) => one.groups.includes(group.id));
  const named = rulesIn(place)
    .all()
    .some((one) => one.groupId !== group.id && one.peer.kind === 'group' && one.peer.value === group.id);
  if (worn || named) throw new AwsFailure('DependencyViolation', `resource ${group.id} has a dependent object`);
  forgetGroup(place, group.id);
};

/** Removes a group with its rules and tags, whatever needs it: for the end of its VPC. */
export const forgetGroup = (place: Place, groupId: string): void => {
  removeRules(place, rulesOf(place, groupId));
  groupsIn(place).delete(groupId);
  dropTags(place, groupId);
};
