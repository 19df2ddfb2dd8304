import type { CreateAutoScalingGroupType, UpdateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import { defaultSubnet } from '../ec2/network/default-vpc.js';
import { subnetsIn } from '../ec2/network/network-records.js';
import { loadBalancerExists } from '../elb/membership.js';
import { targetGroupsIn } from '../elbv2/records.js';
import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, type Place } from '../operation.js';
import type { GroupRecord } from './records.js';

type Settings = Omit<
  GroupRecord,
  'name' | 'arn' | 'createdAt' | 'source' | 'min' | 'max' | 'desired' | 'suspended' | 'tags' | 'wish' | 'deleting'
>;

const refuse = (message: string): never => {
  throw new AwsFailure('ValidationError', message);
};

const placement = (place: Place, identifier: string | undefined, zones: readonly string[] | undefined) => {
  const ids = (identifier ?? '').split(',').flatMap((id) => id.trim() || []);
  if (ids.length === 0 && (zones === undefined || zones.length === 0))
    refuse('At least one Availability Zone or VPC Subnet is required.');
  if (ids.length === 0) {
    const subnets = (zones ?? []).map((zone) => defaultSubnet(place, zone));
    return { subnets: subnets.map(({ id }) => id), zones: [...new Set(subnets.map(({ zone }) => zone))] };
  }
  const subnets = ids.map((id) => subnetsIn(place).get(id) ?? refuse(`The subnet ID '${id}' does not exist`));
  const own = [...new Set(subnets.map(({ zone }) => zone))];
  if (zones !== undefined && zones.length > 0 && [...zones].sort().join() !== [...own].sort().join())
    refuse('The availability zones of the specified subnets and the Auto Scaling group do not match');
  return { subnets: ids, zones: own };
};

const healthCheckType = (text: string): string => {
  for (const one of text.split(','))
    if (!['EC2', 'ELB', 'EBS', 'VPC_LATTICE'].includes(one)) refuse('Invalid value for health check type.');
  return text;
};

const TERMINATION_POLICIES = [
  'Default',
  'AllocationStrategy',
  'OldestLaunchTemplate',
  'OldestLaunchConfiguration',
  'ClosestToNextInstanceHour',
  'NewestInstance',
  'OldestInstance',
];

/** The target groups and load balancers, once it is sure that they exist. */
export const checkedTraffic = (
  place: Place,
  targetGroups: readonly string[],
  loadBalancers: readonly string[],
): void => {
  for (const arn of targetGroups)
    if (targetGroupsIn(place).get(arn) === undefined)
      refuse('One or more target groups not found. Validating load balancer configuration failed.');
  for (const name of loadBalancers)
    if (!loadBalancerExists(place, name))
      refuse('Provided Load Balancers may not be valid. Please ensure they exist and try again.');
};

/** What was not said of a new group, AWS fills in ("CreateAutoScalingGroup"). */
export const newSettings = (place: Place, input: CreateAutoScalingGroupType): Settings => {
  const targetGroups = [
    ...(input.TargetGroupARNs ?? []),
    ...(input.TrafficSources ?? []).flatMap(({ Identifier = '', Type = 'elbv2' }) =>
      Type === 'elbv2' ? Identifier : [],
    ),
  ];
  const loadBalancers = input.LoadBalancerNames ?? [];
  checkedTraffic(place, targetGroups, loadBalancers);
  for (const policy of input.TerminationPolicies ?? [])
    if (!TERMINATION_POLICIES.includes(policy)) refuse(`Invalid termination policy: ${policy}`);
  if (input.InstanceLifecyclePolicy !== undefined)
    throw unsupportedInSandbox('instance lifecycle policies are not simulated');
  return {
    ...placement(place, input.VPCZoneIdentifier, input.AvailabilityZones),
    cooldown: input.DefaultCooldown ?? 300,
    targetGroups,
    loadBalancers,
    healthCheckType: healthCheckType(input.HealthCheckType ?? 'EC2'),
    gracePeriod: input.HealthCheckGracePeriod ?? 0,
    ...(input.DefaultInstanceWarmup !== undefined && { warmup: input.DefaultInstanceWarmup }),
    protectNew: input.NewInstancesProtectedFromScaleIn ?? false,
    terminationPolicies: input.TerminationPolicies ?? ['Default'],
    capacityRebalance: input.CapacityRebalance ?? false,
    ...(input.MaxInstanceLifetime !== undefined && { maxLifetime: input.MaxInstanceLifetime }),
    ...(input.Context !== undefined && { context: input.Context }),
  };
};

/** The settings of a group that an update changes. */
export const updatedSettings = (
  place: Place,
  group: GroupRecord,
  input: UpdateAutoScalingGroupType,
): Partial<Settings> => {
  const moves = input.VPCZoneIdentifier !== undefined || input.AvailabilityZones !== undefined;
  return {
    ...(moves && placement(place, input.VPCZoneIdentifier ?? group.subnets.join(), input.AvailabilityZones)),
    cooldown: input.DefaultCooldown ?? group.cooldown,
    healthCheckType: healthCheckType(input.HealthCheckType ?? group.healthCheckType),
    gracePeriod: input.HealthCheckGracePeriod ?? group.gracePeriod,
    ...(input.DefaultInstanceWarmup !== undefined && { warmup: input.DefaultInstanceWarmup }),
    protectNew: input.NewInstancesProtectedFromScaleIn ?? group.protectNew,
    terminationPolicies: input.TerminationPolicies ?? group.terminationPolicies,
    capacityRebalance: input.CapacityRebalance ?? group.capacityRebalance,
    ...(input.MaxInstanceLifetime !== undefined && { maxLifetime: input.MaxInstanceLifetime }),
    ...(input.Context !== undefined && { context: input.Context }),
  };
};
