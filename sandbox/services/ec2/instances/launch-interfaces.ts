import type { InstanceNetworkInterfaceSpecification, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { AwsFailure, type Place } from '../../operation.js';
import { defaultSubnet } from '../network/default-vpc.js';
import { findInterface, findSubnet } from '../finders.js';
import type { InstanceTypeFacts } from './instance-type-facts.js';
import { attachInterface, createInterface, type InterfaceSpec } from '../interfaces/interface-life.js';
import { refuseUntimed, trackingOf } from '../interfaces/interface-tracking.js';
import { checkTogether, clash } from './launch-interface-checks.js';
import { groupsIn, type SubnetRecord } from '../network/network-records.js';
import { zoneAsked } from '../network/zone-choice.js';

/** One interface that each launched instance gets: one that exists, or one to be made. */
export type InterfacePlan = {
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
  readonly subnet: SubnetRecord;
} & ({ readonly existing: string } | { readonly spec: InterfaceSpec });

/** The subnet that a request names, or the default one of the zone it names. */
const subnetOf = (place: Place, id: string | undefined, request: RunInstancesRequest): SubnetRecord => {
  const zone = zoneAsked(place, request.Placement ?? {});
  if (id === undefined) return defaultSubnet(place, zone);
  const subnet = findSubnet(place, id);
  if (zone !== undefined && zone !== subnet.zone)
    throw new AwsFailure('InvalidParameterValue', `The subnet '${id}' is not in the Availability Zone '${zone}'.`);
  return subnet;
};

const groupsNamed = (place: Place, vpcId: string, { SecurityGroups = [] }: RunInstancesRequest): readonly string[] =>
  SecurityGroups.map((name) => {
    const group = groupsIn(place)
      .all()
      .find((one) => one.vpcId === vpcId && one.name === name);
    if (group === undefined)
      throw new AwsFailure('InvalidGroup.NotFound', `The security group '${name}' does not exist in VPC '${vpcId}'`);
    return group.id;
  });

/** The one interface of a request that names none. */
const single = (place: Place, request: RunInstancesRequest): InterfacePlan => {
  const subnet = subnetOf(place, request.SubnetId, request);
  if (request.SubnetId !== undefined && (request.SecurityGroups?.length ?? 0) > 0 && !subnet.isDefault)
    throw clash('The parameter groupName cannot be used with the parameter subnet');
  return {
    deviceIndex: 0,
    deleteOnTermination: true,
    subnet,
    spec: {
      subnetId: subnet.id,
      groups: [...(request.SecurityGroupIds ?? []), ...groupsNamed(place, subnet.vpcId, request)],
      privateIp: request.PrivateIpAddress,
      ipv6: request.Ipv6Addresses?.flatMap((one) => one.Ipv6Address ?? []),
      ipv6Count: request.Ipv6AddressCount,
      autoPublic: subnet.mapPublicIp,
    },
  };
};

const planned = (
  place: Place,
  asked: InstanceNetworkInterfaceSpecification,
  request: RunInstancesRequest,
): InterfacePlan => {
  const { DeviceIndex: deviceIndex } = asked;
  if (deviceIndex === undefined)
    throw new AwsFailure('InvalidParameterValue', 'Each network interface requires a device index.');
  if (asked.NetworkInterfaceId !== undefined) {
    const existing = findInterface(place, asked.NetworkInterfaceId);
    for (const name of ['SubnetId', 'Groups', 'PrivateIpAddress', 'AssociatePublicIpAddress'] as const)
      if (asked[name] !== undefined)
        throw clash(`A network interface may not specify both a network interface ID and ${name}`);
    if (asked.DeleteOnTermination === true)
      throw clash('A network interface may not specify a network interface ID and delete on termination as true');
    const subnet = findSubnet(place, existing.subnetId);
    return { deviceIndex, deleteOnTermination: false, subnet, existing: existing.id };
  }
  const subnet = subnetOf(place, asked.SubnetId, request);
  const listed = asked.PrivateIpAddresses ?? [];
  return {
    deviceIndex,
    deleteOnTermination: asked.DeleteOnTermination ?? true,
    subnet,
    spec: {
      subnetId: subnet.id,
      groups: asked.Groups,
      description: asked.Description,
      privateIp: asked.PrivateIpAddress ?? listed.find((one) => one.Primary === true)?.PrivateIpAddress,
      secondaryIps: listed.flatMap((one) => (one.Primary === true ? [] : (one.PrivateIpAddress ?? []))),
      secondaryCount: asked.SecondaryPrivateIpAddressCount,
      ipv6: asked.Ipv6Addresses?.flatMap((one) => one.Ipv6Address ?? []),
      ipv6Count: asked.Ipv6AddressCount,
      // Only the primary interface gets a public address by itself.
      autoPublic: deviceIndex === 0 && (asked.AssociatePublicIpAddress ?? subnet.mapPublicIp),
      tracking: trackingOf(asked.ConnectionTrackingSpecification),
    },
  };
};

const named = (plan: InterfacePlan): boolean => 'existing' in plan || plan.spec.privateIp !== undefined;

/** The interfaces that each of `count` instances gets, by device; what AWS allows only together or apart is checked. */
export const interfacePlans = (
  place: Place,
  request: RunInstancesRequest,
  type: InstanceTypeFacts,
  count: number,
): readonly InterfacePlan[] => {
  const asked = request.NetworkInterfaces ?? [];
  if (asked.length > 0) checkTogether(asked, request);
  if (asked.some((one) => one.ConnectionTrackingSpecification !== undefined)) refuseUntimed(type);
  const plans = asked.length > 0 ? asked.map((one) => planned(place, one, request)) : [single(place, request)];
  if (plans.length > type.interfaces)
    throw new AwsFailure(
      'AttachmentLimitExceeded',
      `Interface count ${plans.length} exceeds the limit for ${type.name}`,
    );
  if (new Set(plans.map(({ subnet }) => subnet.zone)).size > 1)
    throw clash('Network interfaces of one instance must be in the same availability zone');
  if (count > 1 && plans.some(named))
    throw clash('Network interfaces and private addresses of their own can be specified for one instance only');
  return plans.toSorted((a, b) => a.deviceIndex - b.deviceIndex);
};

/** Makes (or takes) the interfaces of one instance and attaches them. */
export const plugIn = (place: Place, instanceId: string, plans: readonly InterfacePlan[]): void => {
  for (const plan of plans) {
    const interfaceId = 'existing' in plan ? plan.existing : createInterface(place, plan.spec).id;
    const { deviceIndex, deleteOnTermination } = plan;
    attachInterface(place, { interfaceId, instanceId, deviceIndex, deleteOnTermination });
  }
};
