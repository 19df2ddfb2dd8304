import type { ActivitiesType, DescribeScalingActivitiesType } from '@aws-sdk/client-auto-scaling';
import { operation, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { activitiesOf } from './activities.js';

/** DescribeScalingActivities: newest first, of groups that are gone only when asked for. */
export const activityOperations: Operations = {
  DescribeScalingActivities: operation<DescribeScalingActivitiesType, ActivitiesType>(
    (call, { ActivityIds, AutoScalingGroupName, IncludeDeletedGroups = false, MaxRecords, NextToken }) => {
      const found = activitiesOf(call, AutoScalingGroupName, IncludeDeletedGroups).filter(
        ({ ActivityId = '' }) => ActivityIds?.includes(ActivityId) ?? true,
      );
      const { items, next } = page(found, { max: MaxRecords, token: NextToken, usual: 100 });
      return { Activities: [...items], ...(next && { NextToken: next }) };
    },
  ),
};
