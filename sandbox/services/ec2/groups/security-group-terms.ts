import type { IpPermission, SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import { AwsFailure, type Place } from '../../operation.js';
import { cidrText, parseCidr } from '../cidr.js';
import { findGroup } from '../finders.js';
import { groupsIn, type GroupRecord, type Peer } from '../network/network-records.js';
import { prefixListNamed } from '../network/prefix-lists.js';
import type { RuleTerms } from './security-group-rules.js';

/** A rule as a request words it. */
export type AskedRule = RuleTerms & { readonly description?: string };

const NAMES: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };

/** Reads what `IpPermissions` ask for; every peer is a rule of its own. */
export const askedRules = (
  place: Place,
  group: GroupRecord,
  egress: boolean,
  permissions: readonly IpPermission[],
): readonly AskedRule[] => {
  if (permissions.length === 0)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter ipPermissions');
  const rules = permissions.flatMap((permission) => {
    const peers: readonly (readonly [Peer, string | undefined])[] = [
      ...(permission.IpRanges ?? []).map((one) => [cidrPeer(4, one.CidrIp), one.Description] as const),
      ...(permission.Ipv6Ranges ?? []).map((one) => [cidrPeer(6, one.CidrIpv6), one.Description] as const),
      ...(permission.PrefixListIds ?? []).map(
        (one) => [prefixListPeer(place, one.PrefixListId), one.Description] as const,
      ),
      ...(permission.UserIdGroupPairs ?? []).map(
        (one) => [groupPeer(place, group, one.GroupId ?? named(place, group, one.GroupName)), one.Description] as const,
      ),
    ];
    if (peers.length === 0)
      throw new AwsFailure('MissingParameter', 'The request must contain a CIDR, prefix list or security group.');
    return peers.map(([peer, description]) => ({
      egress,
      ...ports(permission.IpProtocol, permission.FromPort, permission.ToPort),
      peer,
      ...(description !== undefined && { description: checkedDescription(description) }),
    }));
  });
  return rules;
};

/** Reads the new terms that ModifySecurityGroupRules has for a rule. */
export const askedTerms = (
  place: Place,
  group: GroupRecord,
  egress: boolean,
  asked: SecurityGroupRuleRequest,
): AskedRule => {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description } = asked;
  const given = [CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new AwsFailure(
      'InvalidParameterCombination',
      'Exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId must be specified.',
    );
  const peer =
    CidrIpv4 !== undefined
      ? cidrPeer(4, CidrIpv4)
      : CidrIpv6 !== undefined
        ? cidrPeer(6, CidrIpv6)
        : PrefixListId !== undefined
          ? prefixListPeer(place, PrefixListId)
          : groupPeer(place, group, ReferencedGroupId ?? '');
  return {
    egress,
    ...ports(asked.IpProtocol, asked.FromPort, asked.ToPort),
    peer,
    ...(Description !== undefined && { description: checkedDescription(Description) }),
  };
};

/** Protocol and ports in AWS's own form: names for the common ones, no ports where all are meant. */
const ports = (
  given: string | undefined,
  from: number | undefined,
  to: number | undefined,
): Pick<RuleTerms, 'protocol' | 'from' | 'to'> => {
  if (given === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter ipProtocol');
  const protocol = NAMES[given] ?? given.toLowerCase();
  if (protocol === 'tcp' || protocol === 'udp') {
    if (from === undefined || to === undefined)
      throw new AwsFailure(
        'InvalidParameterValue',
        `Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`,
      );
    for (const port of [from, to])
      if (port < 0 || port > 65_535)
        throw new AwsFailure('InvalidParameterValue', `Invalid value '${port}' for portRange. Must be 0-65535.`);
    if (from > to) throw new AwsFailure('InvalidParameterValue', `Invalid TCP/UDP port range (${from}:${to})`);
    return { protocol, from, to };
  }
  if (protocol === 'icmp' || protocol === 'icmpv6') return { protocol, from: from ?? -1, to: to ?? -1 };
  const number = Number(protocol);
  if (!Number.isInteger(number) || number < -1 || number > 255)
    throw new AwsFailure('InvalidParameterValue', `Invalid value '${given}' for IP protocol. Unknown protocol.`);
  return { protocol };
};

const cidrPeer = (version: 4 | 6, text = ''): Peer => {
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  if (cidr?.version !== version) throw new AwsFailure('InvalidParameterValue', `CIDR block ${text} is malformed`);
  return { kind: version === 4 ? 'ipv4' : 'ipv6', value: cidrText(cidr) };
};

const prefixListPeer = (place: Place, id = ''): Peer => ({
  kind: 'prefix-list',
  value: prefixListNamed(place, id).id,
});

const groupPeer = (place: Place, group: GroupRecord, id: string): Peer => {
  if (findGroup(place, id).vpcId !== group.vpcId)
    throw new AwsFailure(
      'InvalidGroup.NotFound',
      'You have specified two resources that belong to different networks.',
    );
  return { kind: 'group', value: id };
};

const named = (place: Place, { vpcId }: GroupRecord, name = ''): string => {
  const found = groupsIn(place)
    .all()
    .find((one) => one.vpcId === vpcId && one.name === name);
  if (found === undefined) throw new AwsFailure('InvalidGroup.NotFound', `The security group '${name}' does not exist`);
  return found.id;
};

const checkedDescription = (text: string): string => {
  if (!/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/.test(text))
    throw new AwsFailure(
      'InvalidParameterValue',
      'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
  return text;
};
