import type {
  DescribeNotificationConfigurationsAnswer,
  DescribePoliciesType,
  DescribeScheduledActionsType,
  DescribeWarmPoolAnswer,
  DescribeWarmPoolType,
  PoliciesType,
  ScheduledActionsType,
} from '@aws-sdk/client-auto-scaling';
import { operation, type Operations } from '../operation.js';
import { groupOf } from './records.js';

/** Lists of what cannot be made here: policies, schedules, notifications and warm pools. They are truly empty. */
export const unplayedOperations: Operations = {
  DescribePolicies: operation<DescribePoliciesType, PoliciesType>(() => ({ ScalingPolicies: [] })),

  DescribeScheduledActions: operation<DescribeScheduledActionsType, ScheduledActionsType>(() => ({
    ScheduledUpdateGroupActions: [],
  })),

  DescribeNotificationConfigurations: operation<object, DescribeNotificationConfigurationsAnswer>(() => ({
    NotificationConfigurations: [],
  })),

  DescribeWarmPool: operation<DescribeWarmPoolType, DescribeWarmPoolAnswer>((call, { AutoScalingGroupName }) => {
    groupOf(call, AutoScalingGroupName);
    return { Instances: [] };
  }),
};
