import type { Fault } from './order.js';

/** A request, as far as faults look at it. The input has the names of the service model. */
export interface FaultyRequest {
  /** The name in the signature's credential scope. */
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Match = Fault['match'];

/** Whether `request` is of those that the order means; how often and how likely is not looked at. */
export const isMeant = (match: Match, request: FaultyRequest): boolean =>
  (match.service === undefined || match.service === request.service) &&
  (match.operation === undefined || match.operation === request.operation) &&
  (match.account === undefined || match.account === request.account) &&
  (match.region === undefined || match.region === request.region) &&
  (match.target === undefined || hasValue(request.input, match.target)) &&
  (match.inputIncludes === undefined || inputText(request.input).includes(match.inputIncludes));

/** The input as JSON, without what is binary: a fault or a memory keyed by it must not copy object bodies. */
export const inputText = (input: unknown): string => JSON.stringify(withoutBytes(input));

const withoutBytes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (isContainer(value))
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutBytes(part)]));
  return typeof value === 'object' && !(value instanceof Date) ? undefined : value;
};

const hasValue = (value: unknown, wanted: string): boolean =>
  isContainer(value) ? Object.values(value).some((part) => hasValue(part, wanted)) : value === wanted;

/** Records and lists; neither times nor bytes nor streams. */
const isContainer = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value)));
