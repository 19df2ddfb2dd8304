import type { Instance, InstanceNetworkInterface } from '@aws-sdk/client-ec2';

/** What a filter compares. */
export type Value = string | number | boolean | undefined;

/** What a filter reads of an instance as it is shown; several values match when one does. */
export type View = (view: Instance) => Value | readonly Value[] | undefined;

const disks = (read: (disk: NonNullable<Instance['BlockDeviceMappings']>[number]) => Value): View => {
  return (view) => view.BlockDeviceMappings?.map(read);
};

const interfaces = (read: (one: InstanceNetworkInterface) => Value | readonly Value[]): View => {
  return (view) => view.NetworkInterfaces?.flatMap(read);
};

/** The filters of DescribeInstances that are about the instance's disks and interfaces. */
export const partReaders: Readonly<Record<string, View>> = {
  'block-device-mapping.attach-time': disks((one) => one.Ebs?.AttachTime?.toISOString()),
  'block-device-mapping.delete-on-termination': disks((one) => one.Ebs?.DeleteOnTermination),
  'block-device-mapping.device-name': disks((one) => one.DeviceName),
  'block-device-mapping.status': disks((one) => one.Ebs?.Status),
  'block-device-mapping.volume-id': disks((one) => one.Ebs?.VolumeId),
  'network-interface.addresses.association.public-ip': interfaces((one) =>
    (one.PrivateIpAddresses ?? []).map((each) => each.Association?.PublicIp),
  ),
  'network-interface.addresses.primary': interfaces((one) =>
    (one.PrivateIpAddresses ?? []).map((each) => each.Primary),
  ),
  'network-interface.addresses.private-ip-address': interfaces((one) =>
    (one.PrivateIpAddresses ?? []).map((each) => each.PrivateIpAddress),
  ),
  'network-interface.association.ip-owner-id': interfaces((one) => one.Association?.IpOwnerId),
  'network-interface.association.public-ip': interfaces((one) => one.Association?.PublicIp),
  'network-interface.attachment.attachment-id': interfaces((one) => one.Attachment?.AttachmentId),
  'network-interface.attachment.delete-on-termination': interfaces((one) => one.Attachment?.DeleteOnTermination),
  'network-interface.attachment.device-index': interfaces((one) => one.Attachment?.DeviceIndex),
  'network-interface.attachment.status': interfaces((one) => one.Attachment?.Status),
  'network-interface.description': interfaces((one) => one.Description),
  'network-interface.group-id': interfaces((one) => (one.Groups ?? []).map((group) => group.GroupId)),
  'network-interface.group-name': interfaces((one) => (one.Groups ?? []).map((group) => group.GroupName)),
  'network-interface.ipv6-addresses.ipv6-address': interfaces((one) =>
    (one.Ipv6Addresses ?? []).map((each) => each.Ipv6Address),
  ),
  'network-interface.mac-address': interfaces((one) => one.MacAddress),
  'network-interface.network-interface-id': interfaces((one) => one.NetworkInterfaceId),
  'network-interface.owner-id': interfaces((one) => one.OwnerId),
  'network-interface.private-dns-name': interfaces((one) => one.PrivateDnsName),
  'network-interface.source-dest-check': interfaces((one) => one.SourceDestCheck),
  'network-interface.status': interfaces((one) => one.Status),
  'network-interface.subnet-id': interfaces((one) => one.SubnetId),
  'network-interface.vpc-id': interfaces((one) => one.VpcId),
};
