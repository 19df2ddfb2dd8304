import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import type { Peer, RuleRecord } from '../network/network-records.js';
import { arnOf, tagList } from '../tags.js';

/** What a rule says, without its id and description. */
export type RuleTerms = Pick<RuleRecord, 'egress' | 'protocol' | 'from' | 'to' | 'peer'>;

/** Whether two rules of a group would be the same to AWS. Descriptions do not count. */
export const sameTerms = (a: RuleTerms, b: RuleTerms): boolean =>
  a.egress === b.egress &&
  a.protocol === b.protocol &&
  a.from === b.from &&
  a.to === b.to &&
  a.peer.kind === b.peer.kind &&
  a.peer.value === b.peer.value;

/** What both directions of a rule's text forms share. */
const portsOf = ({ from, to }: RuleTerms): Pick<IpPermission, 'FromPort' | 'ToPort'> => ({
  ...(from !== undefined && { FromPort: from }),
  ...(to !== undefined && { ToPort: to }),
});

/** Rules of one direction as DescribeSecurityGroups shows them: those of the same protocol and ports are one entry. */
export const permissionsOf = (place: Place, rules: readonly Omit<RuleRecord, 'id' | 'groupId'>[]): IpPermission[] => {
  const byPorts = new Map<string, Omit<RuleRecord, 'id' | 'groupId'>[]>();
  for (const rule of rules) {
    const key = JSON.stringify([rule.protocol, rule.from, rule.to]);
    byPorts.set(key, [...(byPorts.get(key) ?? []), rule]);
  }
  return [...byPorts.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const peers = <T>(kind: Peer['kind'], show: (value: string) => T): T[] =>
      same
        .filter((one) => one.peer.kind === kind)
        .map((one) => ({
          ...show(one.peer.value),
          ...(one.description !== undefined && { Description: one.description }),
        }));
    return [
      {
        IpProtocol: first.protocol,
        ...portsOf(first),
        IpRanges: peers('ipv4', (CidrIp) => ({ CidrIp })),
        Ipv6Ranges: peers('ipv6', (CidrIpv6) => ({ CidrIpv6 })),
        PrefixListIds: peers('prefix-list', (PrefixListId) => ({ PrefixListId })),
        UserIdGroupPairs: peers('group', (GroupId) => ({ GroupId, UserId: place.account })),
      },
    ];
  });
};

/** The other side of a rule as the calls by rule id show it. */
const peerMembers = ({ kind, value }: Peer) => ({
  ...(kind === 'ipv4' && { CidrIpv4: value }),
  ...(kind === 'ipv6' && { CidrIpv6: value }),
  ...(kind === 'prefix-list' && { PrefixListId: value }),
});

/** A rule as DescribeSecurityGroupRules shows it. All ports are `-1` there. */
export const describeRule = (place: Place, rule: RuleRecord): SecurityGroupRule => ({
  SecurityGroupRuleId: rule.id,
  SecurityGroupRuleArn: arnOf(place, 'security-group-rule', rule.id),
  GroupId: rule.groupId,
  GroupOwnerId: place.account,
  IsEgress: rule.egress,
  IpProtocol: rule.protocol,
  FromPort: rule.from ?? -1,
  ToPort: rule.to ?? -1,
  ...peerMembers(rule.peer),
  ...(rule.peer.kind === 'group' && { ReferencedGroupInfo: { GroupId: rule.peer.value, UserId: place.account } }),
  ...(rule.description !== undefined && { Description: rule.description }),
  Tags: tagList(place, rule.id),
});

/** A rule as the answer of a Revoke call shows it. */
export const revokedRule = (rule: RuleRecord) => ({
  SecurityGroupRuleId: rule.id,
  GroupId: rule.groupId,
  IsEgress: rule.egress,
  IpProtocol: rule.protocol,
  FromPort: rule.from ?? -1,
  ToPort: rule.to ?? -1,
  ...peerMembers(rule.peer),
  ...(rule.peer.kind === 'group' && { ReferencedGroupId: rule.peer.value }),
  ...(rule.description !== undefined && { Description: rule.description }),
});
