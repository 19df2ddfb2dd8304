import type { Caller } from '../operation.js';
import { uuid } from '../ids.js';
import type { World } from '../../world/world.js';
import { isDataEvent } from './data-events.js';
import { wakeDelivery } from './delivery-plan.js';
import { elementsOf } from './elements.js';
import { eventTimeOf, type CloudTrailEvent, type Elements } from './event.js';
import { foreignIdentityOf, userIdentityOf, usernameOf } from './identity.js';
import { appendEntry, entryAt } from './logs.js';
import { namedResources } from './named-resources.js';
import { arnResources, errorCodeOf, recordedIn } from './spelling.js';

/** A call that was answered, whatever the answer. `at` is epoch milliseconds of the world's clock. */
export interface FinishedCall {
  /** The name in the signature's credential scope. */
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly status: number };
  /** Unknown where the key is nobody's. */
  readonly caller: Caller | undefined;
  readonly requestId: string;
  readonly region: string;
  /** The account whose resources the call was for. */
  readonly account: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly readOnly: boolean;
  /** ARNs of what the call acted on; accounts that own one of them get a record too. */
  readonly resources?: readonly string[];
  readonly at: number;
}

/** A record in the order of all accounts and Regions. */
export type RecordedEvent = CloudTrailEvent & { readonly sequence: number };

const ORDER = 'trail-order';

/**
 * Writes the CloudTrail record of a call, in the transaction that is under way (or its own): in the caller's account,
 * and in every account whose resources were used. Data events are kept apart from management events.
 */
export const recordCall = (world: World, call: FinishedCall): void =>
  world.store.transact(() => {
    const accounts = [...new Set([call.caller?.account ?? call.account, call.account, ...ownersOf(call)])];
    const shared = accounts.length > 1 ? { sharedEventID: uuid() } : {};
    const kind = isDataEvent(call.service, call.operation) ? 'trail-data' : 'trail';
    const username = usernameOf(call.caller);
    const resources = namedResources(call.service, call.input, call.readOnly ? undefined : call.output);
    for (const account of accounts) {
      const event: CloudTrailEvent = { ...eventOf(world, call, account), ...shared };
      const scope = { account, region: event.awsRegion };
      const entry = { at: call.at, ...(username && { username }), resources, event };
      const place = appendEntry(world, kind, scope, entry);
      wakeDelivery(world, account);
      if (account === accounts[0]) world.store.append(ORDER, JSON.stringify(place));
    }
  });

/** All records from `since` on, management and data, each call once, and where to go on. For whoever steers the sandbox. */
export const events = (
  world: World,
  since: number,
): { readonly next: number; readonly events: readonly RecordedEvent[] } => ({
  next: world.store.length(ORDER),
  events: world.store.read(ORDER, since, Number.MAX_SAFE_INTEGER).flatMap(({ at, text }) => {
    const [log, position] = JSON.parse(text) as [string, number];
    const entry = entryAt(world, log, position);
    return entry === undefined ? [] : [{ ...entry.event, sequence: at }];
  }),
});

const eventOf = (world: World, call: FinishedCall, recipient: string): CloudTrailEvent => {
  const { service, operation, caller, error, readOnly } = call;
  const isOwn = caller === undefined || caller.account === recipient;
  const answers = error === undefined && (!readOnly || service === 'sts') && operation !== 'GetCallerIdentity';
  const isData = isDataEvent(service, operation);
  const resources = arnResources(service, call.resources);
  return {
    eventVersion: '1.11',
    userIdentity: isOwn ? userIdentityOf(world, caller) : foreignIdentityOf(caller),
    eventTime: eventTimeOf(call.at),
    eventSource: `${service}.amazonaws.com`,
    eventName: operation,
    awsRegion: recordedIn(service, call.region),
    sourceIPAddress: caller?.kind === 'service' ? caller.arn : call.sourceIp,
    userAgent: call.userAgent,
    ...(error && { errorCode: errorCodeOf(service, error), errorMessage: error.message }),
    requestParameters: elementsOf(service, operation, call.input),
    responseElements: answers ? answerOf(call) : null,
    ...(service === 's3' && {
      additionalEventData: { SignatureVersion: 'SigV4', AuthenticationMethod: 'AuthHeader' },
    }),
    requestID: call.requestId,
    eventID: uuid(),
    readOnly,
    ...(resources.length > 0 && { resources }),
    eventType: 'AwsApiCall',
    managementEvent: !isData,
    recipientAccountId: recipient,
    eventCategory: isData ? 'Data' : 'Management',
  };
};

/** EC2 says at least that it did it, and under which request id. */
const answerOf = ({ service, operation, output, requestId }: FinishedCall): Elements => {
  const elements = elementsOf(service, operation, output);
  return service === 'ec2' ? { requestId, ...(elements ?? { _return: true }) } : elements;
};

const ownersOf = ({ resources = [] }: FinishedCall): readonly string[] =>
  resources.map((arn) => arn.split(':')[4] ?? '').filter((account) => /^\d{12}$/.test(account));
