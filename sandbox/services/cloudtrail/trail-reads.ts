import type {
  DescribeTrailsRequest,
  DescribeTrailsResponse,
  GetTrailRequest,
  GetTrailResponse,
  GetTrailStatusRequest,
  GetTrailStatusResponse,
  ListTrailsRequest,
  ListTrailsResponse,
} from '@aws-sdk/client-cloudtrail';
import { operation, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { eventTimeOf } from './event.js';
import { findTrail, onTrail } from './find-trail.js';
import { shownTrail, trailsSeenFrom, type TrailRecord } from './trail-records.js';

/** DescribeTrails, GetTrail, ListTrails, GetTrailStatus. */
export const trailReadOperations: Operations = {
  DescribeTrails: operation<DescribeTrailsRequest, DescribeTrailsResponse>(
    (call, { trailNameList = [], includeShadowTrails = true }) => {
      const seen = trailsSeenFrom(call).filter((trail) => includeShadowTrails || trail.home === call.region);
      const named = trailNameList.length === 0 ? seen : seen.filter((trail) => isNamed(call, trail, trailNameList));
      return { trailList: named.map(shownTrail) };
    },
  ),

  GetTrail: operation<GetTrailRequest, GetTrailResponse>(
    (call, { Name = '' }) => ({ Trail: shownTrail(findTrail(call, Name)) }),
    onTrail('GetTrail', (input: GetTrailRequest) => input.Name),
  ),

  ListTrails: operation<ListTrailsRequest, ListTrailsResponse>((call, { NextToken }) => {
    const { items, next } = page(trailsSeenFrom(call), { max: undefined, token: NextToken, usual: 100 });
    return {
      Trails: items.map(({ arn, name, home }) => ({ TrailARN: arn, Name: name, HomeRegion: home })),
      ...(next && { NextToken: next }),
    };
  }),

  GetTrailStatus: operation<GetTrailStatusRequest, GetTrailStatusResponse>(
    (call, { Name = '' }) => statusOf(findTrail(call, Name)),
    onTrail('GetTrailStatus', (input: GetTrailStatusRequest) => input.Name),
  ),
};

/** DescribeTrails leaves out what it does not find. */
const isNamed = (call: Place, { name, arn, home }: TrailRecord, wanted: readonly string[]): boolean =>
  wanted.includes(arn) || (wanted.includes(name) && (home === call.region || !wanted.includes(arn)));

const statusOf = (trail: TrailRecord): GetTrailStatusResponse => ({
  IsLogging: trail.logging,
  ...(trail.startedAt !== undefined && { StartLoggingTime: new Date(trail.startedAt) }),
  ...(trail.stoppedAt !== undefined && { StopLoggingTime: new Date(trail.stoppedAt) }),
  ...(trail.deliveredAt !== undefined && { LatestDeliveryTime: new Date(trail.deliveredAt) }),
  ...(trail.deliveryError !== undefined && { LatestDeliveryError: trail.deliveryError }),
  ...(trail.digestAt !== undefined && { LatestDigestDeliveryTime: new Date(trail.digestAt) }),
  LatestDeliveryAttemptTime: written(trail.deliveredAt),
  LatestNotificationAttemptTime: '',
  LatestNotificationAttemptSucceeded: '',
  LatestDeliveryAttemptSucceeded: trail.deliveryError === undefined ? written(trail.deliveredAt) : '',
  TimeLoggingStarted: written(trail.startedAt),
  TimeLoggingStopped: written(trail.stoppedAt),
});

const written = (at: number | undefined): string => (at === undefined ? '' : eventTimeOf(at));
