import type { Place } from '../../operation.js';
import type { Readers } from '../filters.js';
import { describeInterface } from './interface-views.js';
import { publicIpsOf } from './public-addresses.js';
import type { InterfaceRecord } from '../records.js';
import { zoneId } from '../network/zones.js';

/** The filters of DescribeNetworkInterfaces. */
export const interfaceReaders = (place: Place): Readers<InterfaceRecord> => {
  const shown = (row: InterfaceRecord) => describeInterface(place, row);
  const associations = (row: InterfaceRecord) => shown(row).PrivateIpAddresses?.map((one) => one.Association) ?? [];
  return {
    'addresses.association.owner-id': (row) => associations(row).flatMap((one) => one?.IpOwnerId ?? []),
    'addresses.association.public-ip': (row) => publicIpsOf(row).map((one) => one.ip),
    'addresses.primary': () => ['true', 'false'],
    'addresses.private-ip-address': (row) => row.privateIps,
    'association.allocation-id': (row) => publicIpsOf(row).flatMap((one) => one.allocationId ?? []),
    'association.association-id': (row) => publicIpsOf(row).flatMap((one) => one.associationId ?? []),
    'association.ip-owner-id': (row) => associations(row).flatMap((one) => one?.IpOwnerId ?? []),
    'association.public-ip': (row) => publicIpsOf(row).map((one) => one.ip),
    'association.public-dns-name': (row) => associations(row).flatMap((one) => one?.PublicDnsName ?? []),
    'attachment.attach-time': (row) => shown(row).Attachment?.AttachTime?.toISOString(),
    'attachment.attachment-id': (row) => shown(row).Attachment?.AttachmentId,
    'attachment.delete-on-termination': (row) => shown(row).Attachment?.DeleteOnTermination,
    'attachment.device-index': (row) => shown(row).Attachment?.DeviceIndex,
    'attachment.instance-id': (row) => row.attachment?.instanceId,
    'attachment.instance-owner-id': (row) => shown(row).Attachment?.InstanceOwnerId,
    'attachment.status': (row) => shown(row).Attachment?.Status,
    'availability-zone': (row) => row.zone,
    'availability-zone-id': (row) => zoneId(row.zone),
    description: (row) => row.description,
    'group-id': (row) => row.groups,
    'group-name': (row) => shown(row).Groups?.flatMap((one) => one.GroupName ?? []),
    'interface-type': (row) => [row.type, shown(row).InterfaceType ?? row.type],
    'ipv6-addresses.ipv6-address': (row) => row.ipv6,
    'mac-address': (row) => row.mac,
    'network-interface-id': (row) => row.id,
    'operator.managed': () => false,
    'operator.principal': () => undefined,
    'owner-id': (row) => row.ownerId,
    'private-dns-name': (row) => shown(row).PrivateDnsName,
    'private-ip-address': (row) => row.privateIps[0],
    'requester-id': (row) => row.requesterId,
    'requester-managed': (row) => row.requesterManaged,
    'source-dest-check': (row) => row.sourceDestCheck,
    status: (row) => shown(row).Status,
    'subnet-id': (row) => row.subnetId,
    'vpc-id': (row) => row.vpcId,
  };
};
