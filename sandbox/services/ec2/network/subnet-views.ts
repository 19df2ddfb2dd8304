import type { Subnet } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import type { Readers } from '../filters.js';
import type { SubnetRecord } from './network-records.js';
import { freeAddresses } from '../interfaces/private-addresses.js';
import { arnOf, tagList } from '../tags.js';
import { zoneId } from './zones.js';

/** A subnet as DescribeSubnets shows it. */
export const describeSubnet = (place: Place, subnet: SubnetRecord): Subnet => ({
  SubnetId: subnet.id,
  SubnetArn: arnOf(place, 'subnet', subnet.id),
  VpcId: subnet.vpcId,
  OwnerId: place.account,
  State: 'available',
  AvailabilityZone: subnet.zone,
  AvailabilityZoneId: zoneId(subnet.zone),
  CidrBlock: subnet.cidr,
  AvailableIpAddressCount: freeAddresses(place, subnet),
  DefaultForAz: subnet.isDefault,
  MapPublicIpOnLaunch: subnet.mapPublicIp,
  MapCustomerOwnedIpOnLaunch: false,
  AssignIpv6AddressOnCreation: subnet.assignIpv6,
  EnableDns64: subnet.dns64,
  Ipv6Native: false,
  Ipv6CidrBlockAssociationSet:
    subnet.ipv6 === undefined
      ? []
      : [
          {
            AssociationId: subnet.ipv6.associationId,
            Ipv6CidrBlock: subnet.ipv6.cidr,
            Ipv6CidrBlockState: { State: 'associated' },
          },
        ],
  PrivateDnsNameOptionsOnLaunch: {
    HostnameType: subnet.hostnameType,
    EnableResourceNameDnsARecord: subnet.aRecord,
    EnableResourceNameDnsAAAARecord: subnet.aaaaRecord,
  },
  Tags: tagList(place, subnet.id),
});

/** The filters of DescribeSubnets. */
export const subnetReaders = (place: Place): Readers<SubnetRecord> => {
  const cidr = (subnet: SubnetRecord): string => subnet.cidr;
  const zone = (subnet: SubnetRecord): string => subnet.zone;
  return {
    'availability-zone': zone,
    availabilityZone: zone,
    'availability-zone-id': (subnet) => zoneId(subnet.zone),
    'available-ip-address-count': (subnet) => freeAddresses(place, subnet),
    'cidr-block': cidr,
    cidr,
    cidrBlock: cidr,
    'default-for-az': (subnet) => subnet.isDefault,
    defaultForAz: (subnet) => subnet.isDefault,
    'enable-dns64': (subnet) => subnet.dns64,
    'ipv6-cidr-block-association.ipv6-cidr-block': (subnet) => subnet.ipv6?.cidr,
    'ipv6-cidr-block-association.association-id': (subnet) => subnet.ipv6?.associationId,
    'ipv6-cidr-block-association.state': (subnet) => subnet.ipv6 && 'associated',
    'ipv6-native': () => false,
    'map-customer-owned-ip-on-launch': () => false,
    'map-public-ip-on-launch': (subnet) => subnet.mapPublicIp,
    'outpost-arn': () => undefined,
    'owner-id': () => place.account,
    'private-dns-name-options-on-launch.hostname-type': (subnet) => subnet.hostnameType,
    'private-dns-name-options-on-launch.enable-resource-name-dns-a-record': (subnet) => subnet.aRecord,
    'private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record': (subnet) => subnet.aaaaRecord,
    state: () => 'available',
    'subnet-arn': (subnet) => arnOf(place, 'subnet', subnet.id),
    'subnet-id': (subnet) => subnet.id,
    'vpc-id': (subnet) => subnet.vpcId,
  };
};
