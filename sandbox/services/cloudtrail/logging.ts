import type { StartLoggingRequest, StopLoggingRequest } from '@aws-sdk/client-cloudtrail';
import { operation, type Operations } from '../operation.js';
import { beginDelivery, endDelivery } from './delivery-plan.js';
import { findTrailAtHome, onTrail } from './find-trail.js';
import { putTrail } from './trail-records.js';

/** StartLogging, StopLogging. Both may be repeated; what happens while a trail is stopped is never delivered. */
export const loggingOperations: Operations = {
  StartLogging: operation<StartLoggingRequest, object>(
    (call, { Name = '' }) => {
      const trail = findTrailAtHome(call, Name);
      if (trail.logging) return {};
      const now = call.world.clock.now();
      const gap =
        trail.stoppedAt === undefined
          ? []
          : [{ after: trail.stoppedAt, before: now, stoppedBy: trail.stoppedBy ?? '' }];
      beginDelivery(
        call,
        putTrail(call, { ...trail, logging: true, startedAt: now, gaps: [...(trail.gaps ?? []), ...gap] }),
      );
      return {};
    },
    onTrail('StartLogging', (input: StartLoggingRequest) => input.Name),
  ),

  StopLogging: operation<StopLoggingRequest, object>(
    (call, { Name = '' }) => {
      const trail = findTrailAtHome(call, Name);
      if (!trail.logging) return {};
      endDelivery(
        call,
        putTrail(call, { ...trail, logging: false, stoppedAt: call.world.clock.now(), stoppedBy: call.requestId }),
      );
      return {};
    },
    onTrail('StopLogging', (input: StopLoggingRequest) => input.Name),
  ),
};
