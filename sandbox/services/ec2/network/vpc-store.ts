import { randomInt } from 'node:crypto';
import type { Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { cidrText } from '../cidr.js';
import { aclsIn, routeTablesIn, subnetsIn, vpcsIn, type SubnetRecord, type VpcRecord } from './network-records.js';
import { addRules, createGroup } from '../groups/security-group-store.js';

/** A block of 256 subnets for IPv6, as Amazon provides, by its number; of the range for documentation (RFC 3849). */
export const newIpv6Block = (nr = randomInt(1 << 24)): string =>
  cidrText({ version: 6, first: (0x20010db8n << 96n) | (BigInt(nr) << 72n), bits: 56 });

/** Makes a VPC with what AWS puts into each: a main route table, a default network ACL, a default security group. */
export const createVpc = (
  place: Place,
  spec: Pick<VpcRecord, 'isDefault' | 'tenancy'> & { readonly cidr: string; readonly ipv6: string | undefined },
): VpcRecord => {
  const id = hexId('vpc');
  const vpc = vpcsIn(place).put(id, {
    id,
    cidrs: [{ associationId: hexId('vpc-cidr-assoc'), cidr: spec.cidr }],
    ipv6: spec.ipv6 === undefined ? [] : [{ associationId: hexId('vpc-cidr-assoc'), cidr: spec.ipv6 }],
    isDefault: spec.isDefault,
    tenancy: spec.tenancy,
    dhcpOptionsId: dhcpOptionsOf(place),
    dnsSupport: true,
    dnsHostnames: spec.isDefault,
    addressMetrics: false,
  });
  const tableId = hexId('rtb');
  routeTablesIn(place).put(tableId, { id: tableId, vpcId: id, routes: [], associations: [{ id: hexId('rtbassoc') }] });
  const blocks = ['0.0.0.0/0', ...(spec.ipv6 === undefined ? [] : ['::/0'])];
  const aclId = hexId('acl');
  aclsIn(place).put(aclId, {
    id: aclId,
    vpcId: id,
    isDefault: true,
    entries: blocks.flatMap((cidr, at) =>
      [false, true].map((egress) => ({ number: 100 + at, egress, protocol: '-1', allow: true, cidr })),
    ),
    associations: [],
  });
  const group = createGroup(place, { vpcId: id, name: 'default', description: 'default VPC security group' });
  addRules(place, group.id, [{ egress: false, protocol: '-1', peer: { kind: 'group', value: group.id } }]);
  return vpc;
};

type DhcpRow = { readonly id: string };

/** The DHCP options that all VPCs of a Region start with. */
const dhcpOptionsOf = (place: Place): string => {
  const rows = place.world.table<DhcpRow>('ec2.dhcpOptions', place);
  return (rows.get('default') ?? rows.put('default', { id: hexId('dopt') })).id;
};

/** Makes a subnet. It starts under the VPC's default network ACL and, by having no association, its main route table. */
export const createSubnet = (
  place: Place,
  spec: Pick<SubnetRecord, 'vpcId' | 'zone' | 'cidr' | 'isDefault' | 'mapPublicIp'> & {
    readonly ipv6: string | undefined;
  },
): SubnetRecord => {
  const { ipv6, ...given } = spec;
  const id = hexId('subnet');
  const acl = aclsIn(place)
    .all()
    .find((one) => one.vpcId === spec.vpcId && one.isDefault);
  if (acl === undefined) throw new Error(`${spec.vpcId} has no default network ACL`);
  aclsIn(place).put(acl.id, {
    ...acl,
    associations: [...acl.associations, { id: hexId('aclassoc'), subnetId: id }],
  });
  return subnetsIn(place).put(id, {
    id,
    ...given,
    ...(ipv6 !== undefined && { ipv6: { associationId: hexId('subnet-cidr-assoc'), cidr: ipv6 } }),
    assignIpv6: false,
    dns64: false,
    hostnameType: 'ip-name',
    aRecord: false,
    aaaaRecord: false,
  });
};
