import { z } from 'zod';
import type { RunReference } from '../../workflows/contract/activities.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Workplace } from './context.js';
import type { SharedReads } from './shared-reads.js';

const event = z.object({
  eventName: z.string().max(200),
  eventTime: z.string().max(40),
  errorCode: z.string().optional(),
  requestID: z.string().max(200).optional(),
  userIdentity: z.object({ arn: z.string().max(2_048).optional(), invokedBy: z.string().max(200).optional() }),
});
type ManagementEvent = z.infer<typeof event>;

/** Most events that are named. */
const most = 5;

/** Most resources that CloudTrail is asked about in one look: it takes two calls a second ("LookupEvents"). */
const mostAsked = 10;

/** Says who changed a resource since then, one sentence each. */
export type WhoReverted = (resource: string, since: string) => Promise<readonly string[]>;

/**
 * Who changed resources, as far as CloudTrail shows it: management events that took effect, newest first. CloudTrail is
 * minutes late, and does not name every resource of a call: nothing found says nothing. What the run itself called, by
 * the request ids in the ledger, is left out; another's call is told even if it was made in our name. For one look at a
 * run.
 */
export const askingCloudTrail = (
  { clients, ledger }: Workplace,
  { case: caseId, run }: RunReference,
  shared: SharedReads,
): WhoReverted => {
  const asked = new Set<string>();
  const ours = async (): Promise<ReadonlySet<string>> => {
    const calls = (await ledger.entries(caseId, { run, kinds: ['call'] })) as readonly Entry<'call'>[];
    return new Set(calls.flatMap(({ body }) => body.requestId ?? []));
  };
  const changesTo = async (resource: string): Promise<readonly ManagementEvent[]> => {
    const made = await shared.once('requests of the run', ours);
    const { Events = [] } = await clients.cloudtrail.lookupEvents({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: resource }],
      MaxResults: 50,
    });
    const found = Events.filter(({ ReadOnly }) => ReadOnly !== 'true').flatMap(({ CloudTrailEvent }) => {
      const parsed = event.safeParse(JSON.parse(CloudTrailEvent ?? 'null'));
      return parsed.success && !parsed.data.errorCode ? [parsed.data] : [];
    });
    return found.filter(({ requestID = '' }) => !made.has(requestID));
  };
  return async (resource, since) => {
    if (asked.size === mostAsked && !asked.has(resource))
      return ['CloudTrail was not asked who did that: too much was reverted at once'];
    asked.add(resource);
    try {
      const changes = await shared.once(`LookupEvents ${resource}`, () => changesTo(resource));
      // Events have whole seconds.
      const others = changes.filter(({ eventTime }) => Date.parse(eventTime) > Date.parse(since) - 1_000);
      return others.length === 0
        ? ['CloudTrail does not show yet who did that']
        : others
            .slice(0, most)
            .map(
              ({ eventName, eventTime, userIdentity }) =>
                `CloudTrail: ${eventName} by ${userIdentity.arn ?? userIdentity.invokedBy ?? 'unknown'} at ${eventTime}`,
            );
    } catch {
      return ['CloudTrail could not be asked who did that'];
    }
  };
};
