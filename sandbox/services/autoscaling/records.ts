import type { MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling';
import type { Table } from '../../world/store.js';
import { AwsFailure, type Place } from '../operation.js';

/** The launch template of a group or of an instance; the version as it was asked for (`$Latest`) or as it was used. */
export type Template = { readonly id: string; readonly name: string; readonly version: string };

/** What instances are launched from. */
export type Source = {
  readonly template?: Template;
  readonly launchConfiguration?: string;
  /** The policy that named the template, where one did. */
  readonly mixed?: MixedInstancesPolicy;
};

/** An Auto Scaling group as the sandbox keeps it. Times are epoch milliseconds, durations seconds as in the API. */
export type GroupRecord = {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly source: Source;
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  readonly cooldown: number;
  readonly zones: readonly string[];
  readonly subnets: readonly string[];
  readonly targetGroups: readonly string[];
  readonly loadBalancers: readonly string[];
  readonly healthCheckType: string;
  readonly gracePeriod: number;
  readonly warmup?: number;
  readonly protectNew: boolean;
  readonly terminationPolicies: readonly string[];
  readonly capacityRebalance: boolean;
  readonly maxLifetime?: number;
  readonly context?: string;
  readonly tags: readonly { readonly key: string; readonly value: string; readonly propagate: boolean }[];
  readonly suspended: readonly { readonly process: Process; readonly reason: string }[];
  /** What a user asked for that the next activity answers to, in AWS's words. */
  readonly wish?: string;
  /** After a launch that failed: not before this moment again. */
  readonly retryAt?: number;
  readonly deleting?: boolean;
};

/** The kinds of processes that can be suspended ("Suspend and resume Amazon EC2 Auto Scaling processes"). */
export const PROCESSES = [
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'Launch',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
] as const;

export type Process = (typeof PROCESSES)[number];

/** Where an instance is in its life in a group ("Amazon EC2 Auto Scaling instance lifecycle"). */
export type LifecycleState =
  | 'Pending'
  | 'Pending:Wait'
  | 'Pending:Proceed'
  | 'InService'
  | 'EnteringStandby'
  | 'Standby'
  | 'Detaching'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminating:Proceed';

/** An instance of a group. */
export type MemberRecord = {
  readonly id: string;
  readonly group: string;
  readonly type: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly imageId: string;
  readonly source: Source;
  readonly state: LifecycleState;
  readonly since: number;
  readonly health: 'Healthy' | 'Unhealthy';
  readonly protected: boolean;
  /** When it first was in service: what the grace period counts from. */
  readonly inServiceAt?: number;
  /** The activity that is moving it. */
  readonly activity?: string;
  /** It was launched for the group, so that launch hooks hold it; attached and returning instances pass. */
  readonly isNew: boolean;
  /** The hooks that hold it now, each until it times out; `limit` is the end of all heartbeats. */
  readonly waits: readonly {
    readonly hook: string;
    readonly token: string;
    readonly until: number;
    readonly limit: number;
  }[];
};

/** A lifecycle hook of a group. */
export type HookRecord = {
  readonly name: string;
  readonly group: string;
  readonly transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';
  readonly heartbeat: number;
  readonly result: 'CONTINUE' | 'ABANDON';
  readonly target?: string;
  readonly roleArn?: string;
  readonly metadata?: string;
};

export const groupsIn = (place: Place): Table<GroupRecord> => place.world.table('autoscaling.groups', place);
export const membersIn = (place: Place): Table<MemberRecord> => place.world.table('autoscaling.members', place);
export const hooksIn = (place: Place): Table<HookRecord> => place.world.table('autoscaling.hooks', place);

/** The group of a name, or AWS's refusal. */
export const groupOf = (place: Place, name = ''): GroupRecord => {
  const group = groupsIn(place).get(nameIn(name));
  if (group === undefined)
    throw new AwsFailure('ValidationError', `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
  return group;
};

// Some operations take the ARN of a group for its name.
const nameIn = (name: string): string => /:autoScalingGroupName\/(.+)$/s.exec(name)?.[1] ?? name;

/** The instances of a group, oldest first. */
export const membersOf = (place: Place, group: string): readonly MemberRecord[] =>
  membersIn(place)
    .all()
    .filter((member) => member.group === group);

/** The instances of a group that are named, or AWS's refusal of one that is not in it. */
export const namedMembers = (
  place: Place,
  group: GroupRecord,
  ids: readonly string[] | undefined,
): readonly MemberRecord[] => {
  if (ids === undefined || ids.length === 0)
    throw new AwsFailure('ValidationError', 'At least one instance ID must be specified.');
  return ids.map((id) => {
    const member = membersIn(place).get(id);
    if (member?.group !== group.name)
      throw new AwsFailure('ValidationError', `The instance ${id} is not part of Auto Scaling group ${group.name}.`);
    return member;
  });
};

/** Whether a process of the group is running, not suspended. */
export const runs = (group: GroupRecord, process: Process): boolean =>
  !group.suspended.some((one) => one.process === process);
