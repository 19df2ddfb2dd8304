import type {
  CancelInstanceRefreshAnswer,
  CancelInstanceRefreshType,
  DescribeInstanceRefreshesAnswer,
  DescribeInstanceRefreshesType,
  InstanceRefresh,
  StartInstanceRefreshAnswer,
  StartInstanceRefreshType,
} from '@aws-sdk/client-auto-scaling';
import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { uuid } from '../ids.js';
import { evaluateSoon } from './evaluation.js';
import { sourceFor } from './group-source.js';
import { needsOfGroup } from './needs.js';
import { groupOf, groupsIn, membersIn, membersOf, type GroupRecord } from './records.js';
import { activeRefresh, refreshesIn, type RefreshRecord } from './refreshes.js';
import { isLeaving } from './transitions.js';

const start = (call: Call, group: GroupRecord, input: StartInstanceRefreshType): RefreshRecord => {
  if (activeRefresh(call, group.name) !== undefined)
    throw new AwsFailure(
      'InstanceRefreshInProgress',
      'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
    );
  if (input.Strategy === 'ReplaceRootVolume' || input.Preferences?.AutoRollback === true)
    throw unsupportedInSandbox('root volume replacement and rollback are not simulated');
  const desired = input.DesiredConfiguration;
  if (desired !== undefined) groupsIn(call).put(group.name, { ...group, source: sourceFor(call, desired) });
  const old = membersOf(call, group.name).filter((one) => !isLeaving(one));
  const kept = input.Preferences?.SkipMatching === true ? JSON.stringify(groupOf(call, group.name).source) : undefined;
  const id = uuid();
  return refreshesIn(call).put(id, {
    id,
    group: group.name,
    status: 'Pending',
    startedAt: call.world.clock.now(),
    old: old.filter((one) => JSON.stringify(one.source) !== kept).map((one) => one.id),
    preferences: {
      MinHealthyPercentage: input.Preferences?.MinHealthyPercentage ?? 90,
      InstanceWarmup: input.Preferences?.InstanceWarmup ?? group.warmup ?? group.gracePeriod,
      StandbyInstances: input.Preferences?.StandbyInstances ?? 'Wait',
      ScaleInProtectedInstances: input.Preferences?.ScaleInProtectedInstances ?? 'Wait',
    },
    ...(desired && { desired: JSON.parse(JSON.stringify(desired)) as typeof desired }),
  });
};

const shown = (place: Place, refresh: RefreshRecord): InstanceRefresh => {
  const left = refresh.old.filter((id) => membersIn(place).get(id)?.group === refresh.group).length;
  return {
    InstanceRefreshId: refresh.id,
    AutoScalingGroupName: refresh.group,
    Status: refresh.status,
    ...(refresh.reason !== undefined && { StatusReason: refresh.reason }),
    StartTime: new Date(refresh.startedAt),
    ...(refresh.endedAt !== undefined && { EndTime: new Date(refresh.endedAt) }),
    PercentageComplete:
      refresh.status === 'Successful' || refresh.old.length === 0
        ? 100
        : Math.floor(((refresh.old.length - left) * 100) / refresh.old.length),
    InstancesToUpdate: refresh.status === 'Successful' ? 0 : left,
    Preferences: refresh.preferences,
    ...(refresh.desired && { DesiredConfiguration: refresh.desired }),
    Strategy: 'Rolling',
  };
};

/** StartInstanceRefresh, CancelInstanceRefresh, DescribeInstanceRefreshes: rolling, without checkpoints. */
export const refreshOperations: Operations = {
  StartInstanceRefresh: operation<StartInstanceRefreshType, StartInstanceRefreshAnswer>((call, input) => {
    const group = groupOf(call, input.AutoScalingGroupName);
    const { id } = start(call, group, input);
    evaluateSoon(call, group);
    return { InstanceRefreshId: id };
  }, needsOfGroup('StartInstanceRefresh')),

  CancelInstanceRefresh: operation<CancelInstanceRefreshType, CancelInstanceRefreshAnswer>((call, input) => {
    const group = groupOf(call, input.AutoScalingGroupName);
    const refresh = activeRefresh(call, group.name);
    if (refresh === undefined)
      throw new AwsFailure(
        'ActiveInstanceRefreshNotFound',
        `No in progress or pending Instance Refresh found for Auto Scaling group ${group.name}`,
      );
    refreshesIn(call).put(refresh.id, { ...refresh, status: 'Cancelling', reason: 'Cancelled due to user request.' });
    evaluateSoon(call, group);
    return { InstanceRefreshId: refresh.id };
  }, needsOfGroup('CancelInstanceRefresh')),

  DescribeInstanceRefreshes: operation<DescribeInstanceRefreshesType, DescribeInstanceRefreshesAnswer>(
    (call, { AutoScalingGroupName, InstanceRefreshIds, MaxRecords, NextToken }) => {
      const group = groupOf(call, AutoScalingGroupName);
      const found = refreshesIn(call)
        .all()
        .filter((one) => one.group === group.name && (InstanceRefreshIds?.includes(one.id) ?? true))
        .reverse();
      const { items, next } = page(found, { max: MaxRecords, token: NextToken, usual: 50 });
      return { InstanceRefreshes: items.map((one) => shown(call, one)), ...(next && { NextToken: next }) };
    },
  ),
};
