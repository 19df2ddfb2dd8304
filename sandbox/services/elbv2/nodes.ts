import { AwsFailure, type Place } from '../operation.js';
import { defaultGroupOf } from '../ec2/interfaces/interface-groups.js';
import { createInterface, deleteInterface } from '../ec2/interfaces/interface-life.js';
import { groupsIn, subnetsIn, type SubnetRecord } from '../ec2/network/network-records.js';
import { interfacesIn } from '../ec2/records.js';
import type { LoadBalancerRecord } from './records.js';

type Type = LoadBalancerRecord['type'];

/** The subnets of a new load balancer: one per zone, two zones at least for an Application Load Balancer. */
export const subnetsFor = (place: Place, type: Type, ids: readonly string[]): readonly SubnetRecord[] => {
  const subnets = ids.map((id) => {
    const subnet = subnetsIn(place).get(id);
    if (subnet === undefined) throw new AwsFailure('SubnetNotFound', `The subnet ID '${id}' does not exist`);
    return subnet;
  });
  const zones = new Set(subnets.map((one) => one.zone));
  if (zones.size < (type === 'application' ? 2 : 1))
    throw new AwsFailure(
      'ValidationError',
      type === 'application'
        ? 'At least two subnets in two different Availability Zones must be specified'
        : 'At least one subnet must be specified',
    );
  if (zones.size < subnets.length)
    throw new AwsFailure(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  if (new Set(subnets.map((one) => one.vpcId)).size > 1)
    throw new AwsFailure('InvalidConfigurationRequest', 'All subnets must belong to the same VPC');
  return subnets;
};

/** The groups of a load balancer: the VPC's default one for an Application Load Balancer that names none. */
export const checkedGroups = (
  place: Place,
  type: Type,
  vpcId: string,
  groups: readonly string[],
): readonly string[] => {
  if (groups.length === 0) return type === 'application' ? [defaultGroupOf(place, vpcId)] : [];
  for (const id of groups)
    if (groupsIn(place).get(id)?.vpcId !== vpcId)
      throw new AwsFailure('InvalidSecurityGroup', `One or more security groups are invalid: ${id}`);
  return groups;
};

/** Makes the service's own interface in every subnet. */
export const makeNodes = (
  place: Place,
  arn: string,
  type: Type,
  subnets: readonly SubnetRecord[],
  groups: readonly string[],
): LoadBalancerRecord['nodes'] =>
  subnets.map(({ id: subnetId, zone }) => {
    const made = createInterface(place, {
      subnetId,
      groups,
      type: type === 'network' ? 'network_load_balancer' : 'interface',
      description: `ELB ${arn.slice(arn.indexOf('loadbalancer/') + 'loadbalancer/'.length)}`,
      requesterId: 'amazon-elb',
    });
    // A Network Load Balancer without groups filters nothing; EC2 would put on the default group.
    if (groups.length === 0) interfacesIn(place).put(made.id, { ...made, groups: [] });
    return { zone, subnetId, interfaceId: made.id };
  });

/** Gives the service's interfaces of a load balancer other groups. */
export const wearGroups = (place: Place, balancer: LoadBalancerRecord, groups: readonly string[]): void => {
  for (const { interfaceId } of balancer.nodes)
    interfacesIn(place).update(interfaceId, (one) => ({ ...one, groups: [...groups] }));
};

/** Takes the interfaces of a load balancer away. */
export const removeNodes = (place: Place, balancer: Pick<LoadBalancerRecord, 'nodes'>): void => {
  for (const { interfaceId } of balancer.nodes) deleteInterface(place, interfaceId);
};
