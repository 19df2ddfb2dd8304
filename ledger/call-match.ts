import type { Json } from '../workflows/contract/json.js';
import type { PlannedCall } from '../workflows/contract/plan.js';
import { canonical, sameJson } from './canonical.js';

/** A call that is about to be made. */
export type ActualCall = {
  readonly id: string;
  readonly service: string;
  readonly operation: string;
  readonly input: Json;
};

/** What the ledger says the calls of a step made, by call id: each recorded output. */
export type Outputs = (callId: string) => readonly Json[];

const maxLikeLength = 1024;
/** As many parts as S3 gives an upload. */
const maxItems = 10_000;

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const placeholder = (value: Json, name: '$ref' | '$like'): string | null => {
  if (!isObject(value) || Object.keys(value).length !== 1) return null;
  const text = Object.hasOwn(value, name) ? value[name] : null;
  return typeof text === 'string' ? text : null;
};

const show = (value: Json): string => canonical(value).slice(0, 200);

const at = (value: Json, path: readonly string[]): Json | undefined => {
  let found: Json | undefined = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as { readonly [key: string]: Json })[part];
  }
  return found;
};

type Context = { readonly earlier: readonly string[]; readonly outputs: Outputs };

const refProblem = (ref: string, actual: Json, where: string, { earlier, outputs }: Context): string | null => {
  const callId = earlier.find((id) => ref.startsWith(`${id}.`));
  if (callId === undefined) return `${where} refers to ${ref}, which is no earlier call of this step`;
  const path = ref.slice(callId.length + 1).split('.');
  const values = outputs(callId)
    .map((output) => at(output, path))
    .filter((value) => value !== undefined);
  if (values.length === 0) return `${where} needs ${ref}, and the ledger has no such output`;
  if (values.some((value) => sameJson(value, actual))) return null;
  return `${where} is ${show(actual)}, and the ledger recorded ${show(values.at(-1) ?? null)} as ${ref}`;
};

const likeProblem = (like: string, actual: Json, where: string): string | null => {
  const text = typeof actual === 'number' ? String(actual) : actual;
  if (typeof text === 'string' && text.length <= maxLikeLength && isLike(like, text)) return null;
  return `${where} is ${show(actual)}, which is not like ${like}`;
};

// The pattern was signed; the value's length is bounded so that it cannot be made costly. A bad pattern fits nothing.
const isLike = (like: string, actual: string): boolean => {
  try {
    return new RegExp(`^(?:${like})$`, 'u').test(actual);
  } catch {
    return false;
  }
};

// How many there will be of what does not exist yet is not known when the plan is signed.
const everyItem = (planned: Json): Json | null => {
  const [only, ...more] = Array.isArray(planned) ? planned : [];
  if (only === undefined || more.length > 0) return null;
  if (placeholder(only, '$like') !== null) return only;
  return isObject(only) && Object.keys(only).length === 1 && Object.hasOwn(only, '$each')
    ? (only['$each'] ?? null)
    : null;
};

const problem = (planned: Json, actual: Json, where: string, context: Context): string | null => {
  const ref = placeholder(planned, '$ref');
  if (ref !== null) return refProblem(ref, actual, where, context);
  const like = placeholder(planned, '$like');
  if (like !== null) return likeProblem(like, actual, where);
  if (typeof planned !== 'object' || planned === null || typeof actual !== 'object' || actual === null) {
    return planned === actual ? null : `${where} is ${show(actual)}, and ${show(planned)} was planned`;
  }
  if (Array.isArray(planned) !== Array.isArray(actual)) return `${where} has another form than planned`;
  const each = everyItem(planned);
  if (each !== null) {
    const items = actual as readonly Json[];
    if (items.length === 0) return `${where} is empty`;
    if (items.length > maxItems) return `${where} has more than ${maxItems} items`;
    return (
      items.map((item, index) => problem(each, item, `${where}.${index}`, context)).find((found) => found !== null) ??
      null
    );
  }
  const [was, now] = [Object.entries(planned as object), Object.entries(actual as object)] as [
    [string, Json][],
    [string, Json][],
  ];
  const extra = now.find(([key]) => !Object.hasOwn(planned, key));
  if (extra) return `${where}.${extra[0]} was not planned`;
  for (const [key, value] of was) {
    if (!Object.hasOwn(actual, key)) return `${where}.${key} was planned and is missing`;
    const found = problem(value, (actual as { readonly [key: string]: Json })[key] ?? null, `${where}.${key}`, context);
    if (found !== null) return found;
  }
  return null;
};

/**
 * Why a call is not the planned one, or null when it is. Literal parts are equal; `{$like}` is an anchored regular
 * expression over a whole string, and alone in a list it stands for one or more; `{$each}` alone in a list stands for
 * one item or more that are all like its template; `{$ref: "<call id>.<path>"}` is a value that the ledger recorded as output of an
 * earlier call of the same step, and nothing else.
 */
export const callProblem = (calls: readonly PlannedCall[], actual: ActualCall, outputs: Outputs): string | null => {
  const index = calls.findIndex(({ id }) => id === actual.id);
  const planned = calls[index];
  if (planned === undefined) return `call ${actual.id} is not in the plan`;
  if (planned.service !== actual.service || planned.operation !== actual.operation) {
    return `${actual.id} is ${actual.service} ${actual.operation}, and ${planned.service} ${planned.operation} was planned`;
  }
  // Longest first: an id may be the beginning of another.
  const earlier = calls
    .slice(0, index)
    .map(({ id }) => id)
    .sort((one, other) => other.length - one.length);
  return problem(planned.input, actual.input, 'input', { earlier, outputs });
};
