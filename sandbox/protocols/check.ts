import { inspect } from 'node:util';
import { isDate, isUint8Array } from 'node:util/types';
import { matches } from './patterns.js';
import { inside, note, type Problem, type Reading } from './problem.js';
import type { ListShape, MapShape, ScalarShape, Shape, StructureShape } from './shapes.js';

/** How much of the model a value is held against. */
export type Strictness =
  /** Names, types, required members and enums: what an answer of ours must keep. */
  | 'shape'
  /** Also lengths, ranges and patterns: what a service refuses in a request. */
  | 'limits';

/** Everything that is wrong with a value, against its shape; at most a hundred things. Throws Malformed for depth. */
export const check = (shape: Shape, value: unknown, strictness: Strictness): readonly Problem[] => {
  const reading: Reading = { path: [], problems: [] };
  any(shape, value, strictness, reading);
  return reading.problems;
};

const any = (shape: Shape, value: unknown, strictness: Strictness, reading: Reading): void => {
  switch (shape.type) {
    case 'structure':
      return structure(shape, value, strictness, reading);
    case 'list':
      return list(shape, value, strictness, reading);
    case 'map':
      return map(shape, value, strictness, reading);
    default:
      return scalar(shape, value, strictness, reading);
  }
};

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const structure = (shape: StructureShape, value: unknown, strictness: Strictness, reading: Reading): void => {
  if (shape.document) return;
  if (!isObject(value)) return wrongType(shape, value, reading);
  for (const name of shape.required)
    if (isAbsent(value[name])) inside(reading, name, () => note(reading, { kind: 'missing' }));
  for (const [name, each] of Object.entries(value)) {
    if (isAbsent(each)) continue;
    const member = shape.members.get(name);
    // Most members are plain texts of our own answers; there is nothing to go into.
    if (strictness === 'shape' && member?.type === 'string' && member.enum === undefined && typeof each === 'string')
      continue;
    inside(reading, name, () => {
      if (member === undefined) note(reading, { kind: 'unknown' });
      else any(member, each, strictness, reading);
    });
  }
};

const list = (shape: ListShape, value: unknown, strictness: Strictness, reading: Reading): void => {
  if (!Array.isArray(value)) return wrongType(shape, value, reading);
  if (strictness === 'limits') limits(shape, value.length, 'length', value, reading);
  for (const [at, each] of value.entries())
    inside(reading, at + 1, () => any(shape.element, each, strictness, reading));
};

const map = (shape: MapShape, value: unknown, strictness: Strictness, reading: Reading): void => {
  if (!isObject(value)) return wrongType(shape, value, reading);
  const entries = Object.entries(value).filter(([, each]) => !isAbsent(each));
  if (strictness === 'limits') limits(shape, entries.length, 'length', value, reading);
  for (const [key, each] of entries)
    inside(reading, key, () => {
      any(shape.key, key, strictness, reading);
      any(shape.value, each, strictness, reading);
    });
};

const scalar = (shape: ScalarShape, value: unknown, strictness: Strictness, reading: Reading): void => {
  if (!isOfType(shape, value)) return wrongType(shape, value, reading);
  if (typeof value === 'string') {
    if (shape.enum !== undefined && !shape.enum.has(value))
      return note(reading, { kind: 'enum', value: value.slice(0, 200), allowed: [...shape.enum] });
    if (strictness === 'shape') return;
    limits(shape, value.length, 'length', value.slice(0, 200), reading);
    const { pattern } = shape;
    // Longer than it may be: that is said already.
    if (pattern === undefined || (shape.max !== undefined && value.length > shape.max)) return;
    if (!matches(pattern, value)) note(reading, { kind: 'pattern', value: value.slice(0, 200), pattern });
  } else if (strictness === 'limits') {
    if (typeof value === 'number') limits(shape, value, 'value', value, reading);
    else if (isUint8Array(value)) limits(shape, value.length, 'length', '(bytes)', reading);
  }
};

const limits = (shape: Shape, size: number, of: 'length' | 'value', value: unknown, reading: Reading): void => {
  if (shape.min !== undefined && size < shape.min) note(reading, { kind: 'too-small', of, value, limit: shape.min });
  if (shape.max !== undefined && size > shape.max) note(reading, { kind: 'too-large', of, value, limit: shape.max });
};

const isOfType = (shape: ScalarShape, value: unknown): boolean => {
  switch (shape.type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value) && Math.abs(value as number) <= 0x7fff_ffff;
    case 'long':
      return Number.isInteger(value);
    case 'float':
    case 'double':
      return typeof value === 'number';
    case 'blob':
      return isUint8Array(value);
    case 'timestamp':
      return isDate(value) && !Number.isNaN(value.getTime());
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isDate(value) && !isUint8Array(value);

const wrongType = (shape: Shape, value: unknown, reading: Reading): void =>
  note(reading, { kind: 'type', expected: shape.type, got: describe(value) });

const describe = (value: unknown): string => {
  if (Array.isArray(value)) return 'list';
  if (isDate(value)) return 'timestamp';
  if (isUint8Array(value)) return 'blob';
  return value === null
    ? 'null'
    : typeof value === 'object'
      ? 'structure'
      : `${typeof value} ${inspect(value)}`.slice(0, 100);
};
