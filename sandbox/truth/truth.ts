import type { Place } from '../services/operation.js';
import { reviewFlows } from './flows.js';
import { flowsIn, type FlowRecord } from './records.js';
import { judgedSessions, type Denial } from './sessions.js';

/** What is really so in one account and Region, as JSON. For tests and the scores of drills only. */
export type Truth = {
  readonly at: number;
  readonly flows: readonly (FlowRecord & { readonly lives: boolean })[];
  readonly sessions: ReturnType<typeof judgedSessions>;
};

/** Reads the hidden truth as of now. No AWS call shows any of it. `denial` judges the sessions. */
export const truth = (place: Place, denial: Denial): Truth =>
  place.world.store.transact(() => {
    reviewFlows(place);
    return {
      at: place.world.clock.now(),
      flows: flowsIn(place)
        .all()
        .map((flow) => ({ ...flow, lives: flow.endedAt === undefined })),
      sessions: judgedSessions(place, denial),
    };
  });
