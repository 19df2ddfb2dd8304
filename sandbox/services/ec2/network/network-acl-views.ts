import type { NetworkAcl, NetworkAclEntry } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import type { Readers } from '../filters.js';
import { vpcsIn, type AclEntry, type AclRecord } from './network-records.js';
import { tagList } from '../tags.js';

// The rule that AWS shows as `*` and that nobody can change: what no other rule takes is denied.
const LAST = 32_767;

/** All entries of a network ACL in the order in which they decide, with those that AWS puts last. */
export const entriesOf = (place: Place, { vpcId, entries }: AclRecord): readonly AclEntry[] => {
  const blocks = ['0.0.0.0/0', ...(vpcsIn(place).get(vpcId)?.ipv6.length ? ['::/0'] : [])];
  const last = blocks.flatMap((cidr, at) =>
    [true, false].map((egress) => ({ number: LAST + at, egress, protocol: '-1', allow: false, cidr })),
  );
  return [...entries, ...last].sort((a, b) => a.number - b.number);
};

const showEntry = (entry: AclEntry): NetworkAclEntry => ({
  RuleNumber: entry.number,
  Egress: entry.egress,
  Protocol: entry.protocol,
  RuleAction: entry.allow ? 'allow' : 'deny',
  ...(entry.cidr.includes(':') ? { Ipv6CidrBlock: entry.cidr } : { CidrBlock: entry.cidr }),
  ...(entry.ports && { PortRange: { From: entry.ports.from, To: entry.ports.to } }),
  ...(entry.icmp && { IcmpTypeCode: { Type: entry.icmp.type, Code: entry.icmp.code } }),
});

/** A network ACL as DescribeNetworkAcls shows it. */
export const describeAcl = (place: Place, acl: AclRecord): NetworkAcl => ({
  NetworkAclId: acl.id,
  VpcId: acl.vpcId,
  OwnerId: place.account,
  IsDefault: acl.isDefault,
  Associations: acl.associations.map(({ id, subnetId }) => ({
    NetworkAclAssociationId: id,
    NetworkAclId: acl.id,
    SubnetId: subnetId,
  })),
  Entries: entriesOf(place, acl).map(showEntry),
  Tags: tagList(place, acl.id),
});

/** The filters of DescribeNetworkAcls. */
export const aclReaders = (place: Place): Readers<AclRecord> => {
  const entries = (read: (entry: AclEntry) => string | number | boolean | undefined) => (acl: AclRecord) =>
    entriesOf(place, acl).flatMap((entry) => {
      const value = read(entry);
      return value === undefined ? [] : [String(value)];
    });
  return {
    'association.association-id': (acl) => acl.associations.map((one) => one.id),
    'association.network-acl-id': (acl) => (acl.associations.length > 0 ? acl.id : undefined),
    'association.subnet-id': (acl) => acl.associations.map((one) => one.subnetId),
    default: (acl) => acl.isDefault,
    'entry.cidr': entries((entry) => (entry.cidr.includes(':') ? undefined : entry.cidr)),
    'entry.ipv6-cidr': entries((entry) => (entry.cidr.includes(':') ? entry.cidr : undefined)),
    'entry.icmp.code': entries((entry) => entry.icmp?.code),
    'entry.icmp.type': entries((entry) => entry.icmp?.type),
    'entry.port-range.from': entries((entry) => entry.ports?.from),
    'entry.port-range.to': entries((entry) => entry.ports?.to),
    'entry.protocol': entries((entry) => entry.protocol),
    'entry.rule-action': entries((entry) => (entry.allow ? 'allow' : 'deny')),
    'entry.egress': entries((entry) => entry.egress),
    'entry.rule-number': entries((entry) => entry.number),
    'network-acl-id': (acl) => acl.id,
    'owner-id': () => place.account,
    'vpc-id': (acl) => acl.vpcId,
  };
};
