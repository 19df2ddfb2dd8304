import { createHash } from 'node:crypto';
import type { Event, LookupAttribute, LookupEventsRequest, LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { entriesBefore, lengthOf, type PlacedEntry } from './logs.js';
import { settingsOf } from '../../world/settings.js';

const DAY = 86_400_000;
/** How long LookupEvents remembers. */
const MEMORY = 90 * DAY;
/** What happened later may have been recorded a little earlier: beyond this, looking on is in vain. */
const DISORDER = 3_600_000;
const PAGE = 50;

type Test = (entry: PlacedEntry) => boolean;

const TESTS: Readonly<Record<string, (value: string) => Test>> = {
  EventId: (value) => (entry) => entry.event.eventID === value,
  EventName: (value) => (entry) => entry.event.eventName === value,
  ReadOnly: (value) => (entry) => String(entry.event.readOnly) === value,
  Username: (value) => (entry) => entry.username === value,
  ResourceType: (value) => (entry) => entry.resources.some((one) => one.type === value),
  ResourceName: (value) => (entry) => entry.resources.some((one) => one.name === value),
  EventSource: (value) => (entry) => entry.event.eventSource === value,
  AccessKeyId: (value) => (entry) => entry.event.userIdentity.accessKeyId === value,
};

/** LookupEvents: management events of 90 days, newest first, as soon as they are delivered. */
export const lookupOperations: Operations = {
  LookupEvents: operation<LookupEventsRequest, LookupEventsResponse>((call, input) => {
    const passes = testOf(input.LookupAttributes);
    const now = call.world.clock.now();
    const start = Math.max(input.StartTime?.getTime() ?? 0, now - MEMORY);
    const end = Math.min(input.EndTime?.getTime() ?? Infinity, now - settingsOf(call.world).trailDelayMs);
    if (input.StartTime !== undefined && input.EndTime !== undefined && input.StartTime > input.EndTime)
      throw new AwsFailure('InvalidTimeRangeException', 'Start time must be before end time.');
    if (input.EventCategory !== undefined) return { Events: [] };
    const before = positionIn(input) ?? lengthOf(call.world, 'trail', call);
    const most = input.MaxResults ?? PAGE;
    const found: PlacedEntry[] = [];
    for (const entry of entriesBefore(call.world, call, before)) {
      if (entry.at < start - DISORDER) break;
      // Records show whole seconds, and so do the bounds that callers take from them.
      if (
        entry.at < start ||
        Math.floor(entry.at / 1000) * 1000 > end ||
        entry.at > now - settingsOf(call.world).trailDelayMs
      )
        continue;
      if (passes(entry) && found.push(entry) > most) break;
    }
    const last = found.length > most ? found[most - 1] : undefined;
    return {
      Events: found.slice(0, most).map(shown),
      ...(last && { NextToken: tokenFor(input, last.position) }),
    };
  }),
};

const testOf = (attributes: readonly LookupAttribute[] = []): Test => {
  const [first, second] = attributes;
  if (second !== undefined)
    throw new AwsFailure('InvalidLookupAttributesException', 'You can only use one lookup attribute.');
  return TESTS[first?.AttributeKey ?? '']?.(first?.AttributeValue ?? '') ?? (() => true);
};

const shown = ({ at, event, username, resources }: PlacedEntry): Event => ({
  EventId: event.eventID,
  EventName: event.eventName,
  ReadOnly: String(event.readOnly),
  ...(event.userIdentity.accessKeyId && { AccessKeyId: event.userIdentity.accessKeyId }),
  EventTime: new Date(Math.floor(at / 1000) * 1000),
  EventSource: event.eventSource,
  ...(username && { Username: username }),
  Resources: resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
  CloudTrailEvent: JSON.stringify(event),
});

/** A token holds for the request that it was given to: with other filters it is refused. */
const tokenFor = (input: LookupEventsRequest, position: number): string =>
  Buffer.from(`${position}:${digest(input)}`).toString('base64');

const positionIn = (input: LookupEventsRequest): number | undefined => {
  if (input.NextToken === undefined) return undefined;
  const text = Buffer.from(input.NextToken, 'base64').toString('utf8');
  const [, position, of] = /^(\d{1,12}):([0-9a-f]+)$/.exec(text) ?? [];
  if (position === undefined || of !== digest(input))
    throw new AwsFailure('InvalidNextTokenException', 'Invalid token or a token of a request with other parameters.');
  return Number(position);
};

const digest = ({ LookupAttributes, StartTime, EndTime }: LookupEventsRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([LookupAttributes, StartTime, EndTime]))
    .digest('hex')
    .slice(0, 32);
