import type {
  AutoScalingGroup,
  AutoScalingInstanceDetails,
  Filter,
  Instance,
  TagDescription,
} from '@aws-sdk/client-auto-scaling';
import { AwsFailure, type Place } from '../operation.js';
import { membersOf, type GroupRecord, type MemberRecord, type Source } from './records.js';

const templateShown = ({ id, name, version }: NonNullable<Source['template']>) => ({
  LaunchTemplateId: id,
  LaunchTemplateName: name,
  Version: version,
});

const sourceShown = ({ template, launchConfiguration }: Source) => ({
  ...(template && { LaunchTemplate: templateShown(template) }),
  ...(launchConfiguration !== undefined && { LaunchConfigurationName: launchConfiguration }),
});

const memberShown = (member: MemberRecord): Omit<Instance, 'HealthStatus'> => ({
  InstanceId: member.id,
  InstanceType: member.type as never,
  AvailabilityZone: member.zone,
  LifecycleState: member.state,
  ...sourceShown(member.source),
  ImageId: member.imageId,
  ProtectedFromScaleIn: member.protected,
});

/** An instance as DescribeAutoScalingInstances shows it: its health in capitals, unlike in the group. */
export const detailsShown = (member: MemberRecord): AutoScalingInstanceDetails =>
  ({
    ...memberShown(member),
    AutoScalingGroupName: member.group,
    HealthStatus: member.health.toUpperCase(),
  }) as AutoScalingInstanceDetails;

/** The tags of a group as the API shows them. */
export const tagsShown = ({ name, tags }: GroupRecord): TagDescription[] =>
  tags.map(({ key, value, propagate }) => ({
    ResourceId: name,
    ResourceType: 'auto-scaling-group',
    Key: key,
    Value: value,
    PropagateAtLaunch: propagate,
  }));

/** A group as DescribeAutoScalingGroups shows it. */
export const groupShown = (place: Place, group: GroupRecord, withInstances: boolean): AutoScalingGroup => ({
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  ...(group.source.mixed ? { MixedInstancesPolicy: group.source.mixed } : sourceShown(group.source)),
  MinSize: group.min,
  MaxSize: group.max,
  DesiredCapacity: group.desired,
  DefaultCooldown: group.cooldown,
  AvailabilityZones: [...group.zones],
  LoadBalancerNames: [...group.loadBalancers],
  TargetGroupARNs: [...group.targetGroups],
  HealthCheckType: group.healthCheckType,
  HealthCheckGracePeriod: group.gracePeriod,
  Instances: withInstances
    ? membersOf(place, group.name).map(
        (member) => ({ ...memberShown(member), HealthStatus: member.health }) as Instance,
      )
    : [],
  CreatedTime: new Date(group.createdAt),
  SuspendedProcesses: group.suspended.map(({ process, reason }) => ({
    ProcessName: process,
    SuspensionReason: reason,
  })),
  VPCZoneIdentifier: group.subnets.join(','),
  EnabledMetrics: [],
  ...(group.deleting === true && { Status: 'Delete in progress' }),
  Tags: tagsShown(group),
  TerminationPolicies: [...group.terminationPolicies],
  NewInstancesProtectedFromScaleIn: group.protectNew,
  ServiceLinkedRoleARN: `arn:aws:iam::${place.account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
  ...(group.maxLifetime !== undefined && { MaxInstanceLifetime: group.maxLifetime }),
  CapacityRebalance: group.capacityRebalance,
  ...(group.context !== undefined && { Context: group.context }),
  ...(group.warmup !== undefined && { DefaultInstanceWarmup: group.warmup }),
  TrafficSources: [
    ...group.targetGroups.map((Identifier) => ({ Identifier, Type: 'elbv2' })),
    ...group.loadBalancers.map((Identifier) => ({ Identifier, Type: 'elb' })),
  ],
});

/** Whether a group passes the filters of DescribeAutoScalingGroups: tags only. */
export const passes = ({ tags }: GroupRecord, filters: readonly Filter[]): boolean =>
  filters.every(({ Name = '', Values = [] }) => {
    if (Name === 'tag-key') return tags.some(({ key }) => Values.includes(key));
    if (Name === 'tag-value') return tags.some(({ value }) => Values.includes(value));
    if (Name.startsWith('tag:')) return tags.some(({ key, value }) => key === Name.slice(4) && Values.includes(value));
    throw new AwsFailure(
      'ValidationError',
      `Filter type ${Name} is not correct. Allowed Filter types are: tag-key, tag-value, tag:<key>`,
    );
  });
