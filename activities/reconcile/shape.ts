import type { RecordedCall } from './recorded-calls.js';
import type { TrailEvent } from './trail-event.js';

/** How far the clocks of AWS and the worker's host may be apart, and how long after its intent a call may go out. */
const before = 5_000;
const after = 60_000;

const sources: Readonly<Record<string, string>> = { elb: 'elasticloadbalancing', elbv2: 'elasticloadbalancing' };

/** Whether an event without the request id of a call may be of that call: by what was called, on what and when. */
export const isShapeOf = (call: RecordedCall, event: TrailEvent): boolean => {
  const { at, service, operation, requestId, outcome } = call;
  // Two different request ids are two calls.
  if (requestId !== null && event.requestID) return false;
  // What AWS refused explains nothing that it carried out, and the other way around.
  if (outcome !== null && (outcome === 'error') !== Boolean(event.errorCode)) return false;
  if (event.eventName !== operation) return false;
  if (event.eventSource !== `${sources[service] ?? service}.amazonaws.com`) return false;
  // Events have whole seconds.
  const late = Date.parse(event.eventTime) + 999 - Date.parse(at);
  return late >= -before && late <= after && asksTheSame(call, event);
};

/** Ids that AWS gives, and ARNs: CloudTrail shows them as they were sent. */
const isId = (text: string): boolean => /^(?:[a-z]+-[0-9a-f]{8,40}|arn:.+)$/.test(text);

/**
 * Each value counts as a whole: a description may name anything. All ids of the request have to be the event's, and the
 * target too; where the request does not name its target, everything that it says.
 */
const asksTheSame = ({ target, input }: RecordedCall, { requestParameters }: TrailEvent): boolean => {
  const logged = textsIn(requestParameters);
  const asked = [...textsIn(input)];
  const names = target.split(',').every((id) => id !== '*' && logged.has(id));
  return names
    ? asked.filter(isId).every((id) => logged.has(id))
    : asked.length > 0 && asked.every((text) => logged.has(text));
};

/** All texts in a value, however deep. */
const textsIn = (value: unknown): ReadonlySet<string> => {
  const texts = new Set<string>();
  const left: unknown[] = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'string') texts.add(one);
    else if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) left.push(inner);
  }
  return texts;
};
