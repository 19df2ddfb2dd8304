import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  Instance,
  Reservation,
} from '@aws-sdk/client-ec2';
import { operation, type Call, type Operations } from '../../operation.js';
import { page } from '../../paging.js';
import { findInstance } from '../compute-finders.js';
import { filtered } from '../filters.js';
import { instanceReaders, type SeenInstance } from './instance-filters.js';
import { describeStatus, statusReaders } from './instance-status.js';
import { stateOf } from './instance-states.js';
import { describeInstance } from './instance-views.js';
import { nextOf, refusePagedIds } from '../listing.js';
import { strictPageSize } from '../page-size.js';
import { instancesIn, type InstanceRecord } from '../records.js';
import { tagsOf } from '../tags.js';

const named = (call: Call, ids: readonly string[]): readonly InstanceRecord[] =>
  ids.length > 0 ? [...new Set(ids)].map((id) => findInstance(call, id)) : instancesIn(call).all();

/** Instances of one launch stand together in its reservation. */
const reservations = (call: Call, seen: readonly SeenInstance[]): Reservation[] => {
  const views = new Map<string, Instance[]>();
  for (const { record, view } of seen)
    views.set(record.reservationId, [...(views.get(record.reservationId) ?? []), view]);
  return [...views].map(([ReservationId, Instances]) => ({
    ReservationId,
    OwnerId: call.account,
    Groups: [],
    Instances,
  }));
};

/** DescribeInstances, DescribeInstanceStatus. */
export const describeInstanceOperations: Operations = {
  DescribeInstances: operation<DescribeInstancesRequest, DescribeInstancesResult>(
    (call, { InstanceIds = [], Filters, MaxResults, NextToken }) => {
      refusePagedIds(InstanceIds, MaxResults, 'instancesSet');
      const seen = named(call, InstanceIds).map((record) => ({ record, view: describeInstance(call, record) }));
      const found = filtered(seen, Filters, instanceReaders(call), ({ record }) => tagsOf(call, record.id));
      const cut = page(found, { max: strictPageSize(MaxResults), token: NextToken });
      return { Reservations: reservations(call, cut.items), ...nextOf(cut) };
    },
  ),

  DescribeInstanceStatus: operation<DescribeInstanceStatusRequest, DescribeInstanceStatusResult>(
    (call, { InstanceIds = [], IncludeAllInstances, Filters, MaxResults, NextToken }) => {
      refusePagedIds(InstanceIds, MaxResults, 'instancesSet');
      const shown = named(call, InstanceIds)
        .filter((record) => IncludeAllInstances === true || stateOf(call, record) === 'running')
        .map((record) => describeStatus(call, record));
      const found = filtered(shown, Filters, statusReaders);
      const cut = page(found, { max: strictPageSize(MaxResults), token: NextToken });
      return { InstanceStatuses: [...cut.items], ...nextOf(cut) };
    },
  ),
};
