import { failureTypes } from '../../workflows/contract/failures.js';
import type { ReconcileSource } from '../../workflows/contract/reconciliation.js';
import type { Clients } from '../aws/clients.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import { againIfUnlucky } from '../engine/waves.js';
import type { OurIdentity } from './our-calls.js';
import { trailEventIn, type TrailEvent } from './trail-event.js';

/** Pages of 50 events, two a second: a quarter of an hour ("LookupEvents"). */
const mostPages = 2_000;

/** How far LookupEvents looks back, in ms ("Viewing event history"). */
export const eventHistory = 90 * 86_400_000;

/** What a source has found: events of ours that changed something. */
export type Found = { readonly source: ReconcileSource; readonly events: readonly TrailEvent[] };

/** Looks up the changing management events of one Region since then. */
export const lookUp = async (
  { cloudtrailIn }: Pick<Clients, 'cloudtrailIn'>,
  { changed }: OurIdentity,
  region: string,
  since: string,
): Promise<Found> => {
  const cloudtrail = cloudtrailIn(region);
  const events: TrailEvent[] = [];
  let token: string | undefined;
  for (let pages = 0; ; pages += 1) {
    if (pages === mostPages)
      throw failure(
        failureTypes.refused,
        `CloudTrail has more than ${mostPages * 50} changing events in ${region} since ${since}.`,
        'Say a later --since.',
      );
    const page = await againIfUnlucky(() =>
      reading('cloudtrail:LookupEvents', region, () =>
        cloudtrail.lookupEvents({
          LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
          StartTime: new Date(since),
          MaxResults: 50,
          ...(token !== undefined && { NextToken: token }),
        }),
      ),
    );
    for (const { CloudTrailEvent, EventId } of page.Events ?? []) {
      const event = trailEventIn(CloudTrailEvent);
      if (event === null) throw failure(failureTypes.failed, `CloudTrail's event ${EventId} cannot be read.`);
      if (changed(event)) events.push(event);
    }
    token = page.NextToken;
    if (token === undefined) return { source: { kind: 'LookupEvents', region, since, events: events.length }, events };
  }
};
