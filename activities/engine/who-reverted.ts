import { z } from 'zod';
import type { Workplace } from './context.js';

const event = z.object({
  eventName: z.string().max(200),
  eventTime: z.string().max(40),
  errorCode: z.string().optional(),
  userIdentity: z.object({ arn: z.string().max(2_048).optional(), invokedBy: z.string().max(200).optional() }),
});

/** Most events that are named. */
const most = 5;

/**
 * Who changed a resource since then, as far as CloudTrail shows it: management events that took effect, newest first.
 * CloudTrail is minutes late, and does not name every resource of a call: nothing found says nothing.
 */
export const whoReverted = async (
  { clients }: Workplace,
  resource: string,
  since: string,
): Promise<readonly string[]> => {
  try {
    const { Arn: self } = await clients.sts.getCallerIdentity({});
    const { Events = [] } = await clients.cloudtrail.lookupEvents({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: resource }],
      StartTime: new Date(since),
      MaxResults: 50,
    });
    const found = Events.filter(({ ReadOnly }) => ReadOnly !== 'true').flatMap(({ CloudTrailEvent }) => {
      const parsed = event.safeParse(JSON.parse(CloudTrailEvent ?? 'null'));
      return parsed.success && !parsed.data.errorCode ? [parsed.data] : [];
    });
    const others = found.filter(({ userIdentity }) => userIdentity.arn !== self).slice(0, most);
    return others.length === 0
      ? ['CloudTrail does not show yet who did that']
      : others.map(
          ({ eventName, eventTime, userIdentity }) =>
            `CloudTrail: ${eventName} by ${userIdentity.arn ?? userIdentity.invokedBy ?? 'unknown'} at ${eventTime}`,
        );
  } catch {
    return ['CloudTrail could not be asked who did that'];
  }
};
