import { inside, Malformed, note, putKey, type Reading } from './problem.js';
import type { ListShape, MapShape, ScalarShape, Shape, StructureShape } from './shapes.js';
import { inInteger, readBase64, readText, timeAt } from './text-values.js';

/** Parses a JSON body that has to be an object; an empty body is an empty one. Throws Malformed for anything else. */
export const parseObject = (body: Buffer): Readonly<Record<string, unknown>> => {
  if (body.length === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Malformed('the body is not JSON');
  }
  if (!isObject(parsed)) throw new Malformed('the body is not a JSON object');
  return parsed;
};

/** Reads a value of a JSON body by its shape; undefined where there is none, or one of the wrong type (which is noted). */
export const readJson = (shape: Shape, value: unknown, reading: Reading): unknown => {
  if (value === undefined || value === null) return undefined;
  switch (shape.type) {
    case 'structure':
      if (shape.document) return free(value, reading);
      return isObject(value) ? readJsonMembers(shape, value, reading) : wrong(shape, value, reading);
    case 'list':
      return Array.isArray(value) ? list(shape, value, reading) : wrong(shape, value, reading);
    case 'map':
      return isObject(value) ? map(shape, value, reading) : wrong(shape, value, reading);
    default:
      return scalar(shape, value) ?? wrong(shape, value, reading);
  }
};

/** Reads the members of a structure that are in the body; what the model does not know is noted. */
export const readJsonMembers = (
  shape: StructureShape,
  object: Readonly<Record<string, unknown>>,
  reading: Reading,
): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  let known = 0;
  for (const [name, member] of shape.members) {
    const wire = member.locationName ?? name;
    if (member.location !== undefined || !Object.hasOwn(object, wire)) continue;
    known++;
    const value = inside(reading, name, () => readJson(member, object[wire], reading));
    if (value !== undefined) result[name] = value;
  }
  if (known < Object.keys(object).length) noteUnknown(shape, object, reading);
  return result;
};

const noteUnknown = (shape: StructureShape, object: object, reading: Reading): void => {
  const names = new Set([...shape.members].map(([name, { locationName }]) => locationName ?? name));
  for (const key of Object.keys(object))
    if (!names.has(key) && key !== '__type') inside(reading, key, () => note(reading, { kind: 'unknown' }));
};

const list = (shape: ListShape, values: readonly unknown[], reading: Reading): unknown[] => {
  const result: unknown[] = [];
  for (const [at, each] of values.entries()) {
    const value = inside(reading, at + 1, () => {
      if (each === null) note(reading, { kind: 'missing' });
      return readJson(shape.element, each, reading);
    });
    if (value !== undefined) result.push(value);
  }
  return result;
};

const map = (shape: MapShape, object: object, reading: Reading): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(object)) {
    const value = inside(reading, key, () => readJson(shape.value, each, reading));
    if (value !== undefined) putKey(result, key, value);
  }
  return result;
};

const scalar = (shape: ScalarShape, value: unknown): unknown => {
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return typeof value === 'number' ? inInteger(value) : undefined;
    case 'long':
      return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
    case 'float':
    case 'double':
      if (typeof value === 'string') return /^(NaN|-?Infinity)$/.test(value) ? Number(value) : undefined;
      return typeof value === 'number' ? value : undefined;
    case 'blob':
      return typeof value === 'string' ? readBase64(value) : undefined;
    case 'timestamp':
      if ((shape.timestampFormat ?? 'unixTimestamp') === 'unixTimestamp')
        return typeof value === 'number' ? timeAt(value) : undefined;
      return typeof value === 'string' ? readText(shape, value, 'iso8601') : undefined;
  }
};

/** A copy of free JSON, as deep as anything else may be. */
const free = (value: unknown, reading: Reading): unknown => {
  if (Array.isArray(value)) return value.map((each, at) => inside(reading, at + 1, () => free(each, reading)));
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value))
    putKey(
      result,
      key,
      inside(reading, key, () => free(each, reading)),
    );
  return result;
};

const wrong = (shape: Shape, value: unknown, reading: Reading): undefined => {
  note(reading, { kind: 'type', expected: shape.type, got: kindOf(value) });
};

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : isObject(value) ? 'structure' : typeof value;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
