import type {
  GroupIdentifier,
  InstanceNetworkInterface,
  NetworkInterface,
  NetworkInterfaceType,
} from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import {
  attachmentShown,
  hasHostnames,
  managedAttachment,
  publicShown,
  trackingShown,
} from './interface-view-parts.js';
import { groupsIn } from '../network/network-records.js';
import { privateDnsName } from './private-addresses.js';
import { publicIpsOf } from './public-addresses.js';
import type { InterfaceRecord } from '../records.js';
import { tagList } from '../tags.js';

/** The type as EC2's model spells it. */
const interfaceType = ({ type }: InterfaceRecord): NetworkInterfaceType =>
  type === 'nat_gateway' ? 'natGateway' : type;

/** The groups of an interface by id and name. */
export const groupIdentifiers = (place: Place, { groups }: InterfaceRecord): GroupIdentifier[] =>
  groups.map((GroupId) => ({ GroupId, GroupName: groupsIn(place).get(GroupId)?.name }));

/** What both views of an interface have in common. */
const common = (place: Place, row: InterfaceRecord) => ({
  NetworkInterfaceId: row.id,
  OwnerId: row.ownerId,
  SubnetId: row.subnetId,
  VpcId: row.vpcId,
  Description: row.description,
  InterfaceType: interfaceType(row),
  MacAddress: row.mac,
  Groups: groupIdentifiers(place, row),
  PrivateIpAddress: row.privateIps[0],
  Ipv6Addresses: row.ipv6.map((Ipv6Address) => ({ Ipv6Address })),
  SourceDestCheck: row.sourceDestCheck,
  ...(row.tracking && { ConnectionTrackingConfiguration: trackingShown(row.tracking) }),
});

/** An interface as DescribeNetworkInterfaces shows it. */
export const describeInterface = (place: Place, row: InterfaceRecord): NetworkInterface => {
  const named = hasHostnames(place, row);
  const addresses = row.privateIps.map((ip, at) => {
    const held = publicIpsOf(row).find((one) => one.privateIp === ip);
    const ids = held?.allocationId !== undefined && {
      AllocationId: held.allocationId,
      AssociationId: held.associationId,
    };
    return {
      Primary: at === 0,
      PrivateIpAddress: ip,
      ...(named && { PrivateDnsName: privateDnsName(place.region, ip) }),
      ...(held && { Association: { ...publicShown(place, row, held), ...ids } }),
    };
  });
  const [primary] = addresses;
  const association = addresses.find((one) => one.Association)?.Association;
  const attachment = row.attachment
    ? { ...attachmentShown(place, row.attachment), InstanceId: row.attachment.instanceId, InstanceOwnerId: row.ownerId }
    : managedAttachment(row);
  return {
    ...common(place, row),
    AvailabilityZone: row.zone,
    RequesterManaged: row.requesterManaged,
    ...(row.requesterId !== undefined && { RequesterId: row.requesterId }),
    ...(primary?.PrivateDnsName !== undefined && { PrivateDnsName: primary.PrivateDnsName }),
    PrivateIpAddresses: addresses,
    Status: attachment === undefined ? 'available' : 'in-use',
    ...(attachment && { Attachment: attachment }),
    ...(association && { Association: association }),
    TagSet: tagList(place, row.id),
  };
};

/** An attached interface as DescribeInstances shows it within its instance. */
export const instanceInterface = (place: Place, row: InterfaceRecord): InstanceNetworkInterface => {
  const addresses = row.privateIps.map((ip, at) => {
    const held = publicIpsOf(row).find((one) => one.privateIp === ip);
    return {
      Primary: at === 0,
      PrivateIpAddress: ip,
      PrivateDnsName: privateDnsName(place.region, ip),
      ...(held && { Association: publicShown(place, row, held) }),
    };
  });
  const association = addresses.find((one) => one.Association)?.Association;
  return {
    ...common(place, row),
    PrivateDnsName: addresses[0]?.PrivateDnsName,
    PrivateIpAddresses: addresses,
    Status: 'in-use',
    ...(row.attachment && { Attachment: attachmentShown(place, row.attachment) }),
    ...(association && { Association: association }),
  };
};
