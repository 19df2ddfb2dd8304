import type { ParameterNode } from './parameter-tree.js';
import { inside, note, putKey, type Reading } from './problem.js';
import type { ListShape, MapShape, Shape, StructureShape } from './shapes.js';
import { readText } from './text-values.js';

/** Which of the two Query dialects is read. */
export type Dialect = 'ec2' | 'query';

/** Reads a structure from the parameters under `node`, noting what is wrong and which parameters the model has not. */
export const readQuery = (
  dialect: Dialect,
  shape: StructureShape,
  node: ParameterNode,
  reading: Reading,
): Record<string, unknown> => {
  const input = structure(dialect, shape, node, reading);
  noteUnused(node, reading);
  return input;
};

const read = (dialect: Dialect, shape: Shape, node: ParameterNode, reading: Reading): unknown => {
  switch (shape.type) {
    case 'structure':
      return node.children.size === 0 ? undefined : structure(dialect, shape, node, reading);
    case 'list':
      return list(dialect, shape, node, reading);
    case 'map':
      return map(dialect, shape, node, reading);
    default: {
      if (node.value === undefined) return undefined;
      node.used = true;
      const value = readText(shape, node.value, 'iso8601');
      if (value === undefined) note(reading, { kind: 'type', expected: shape.type, got: node.value });
      return value;
    }
  }
};

const structure = (
  dialect: Dialect,
  shape: StructureShape,
  node: ParameterNode,
  reading: Reading,
): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  const members = membersOf(dialect, shape);
  for (const [step, child] of node.children) {
    const found = members.get(step);
    if (found === undefined) continue;
    const [name, member] = found;
    const value = inside(reading, name, () => read(dialect, member, child, reading));
    if (value !== undefined) result[name] = value;
  }
  return result;
};

type Members = ReadonlyMap<string, readonly [name: string, member: Shape]>;

const known = new WeakMap<StructureShape, Members>();

/** The members of a structure by what they are called in requests; a model speaks one dialect only. */
const membersOf = (dialect: Dialect, shape: StructureShape): Members => {
  const members =
    known.get(shape) ??
    new Map([...shape.members].map(([name, member]) => [wireName(dialect, name, member), [name, member] as const]));
  known.set(shape, members);
  return members;
};

/** What a member is called in requests ("Serialization of members", Smithy's AWS Query and EC2 Query protocols). */
export const wireName = (dialect: Dialect, name: string, member: Shape): string => {
  if (dialect === 'query') return flattenedName(member) ?? member.locationName ?? name;
  if (member.queryName !== undefined) return member.queryName;
  const [first = '', ...rest] = member.locationName ?? name;
  return first.toUpperCase() + rest.join('');
};

const flattenedName = (shape: Shape): string | undefined =>
  shape.type === 'list' && shape.flattened === true ? shape.element.locationName : undefined;

const list = (dialect: Dialect, shape: ListShape, node: ParameterNode, reading: Reading): unknown[] | undefined => {
  if (node.value === '' && node.children.size === 0 && dialect === 'query') {
    node.used = true;
    return [];
  }
  const isFlat = dialect === 'ec2' || shape.flattened === true;
  const holder = isFlat ? node : node.children.get(shape.element.locationName ?? 'member');
  if (holder === undefined) return undefined;
  const values = numbered(holder).map((child, at) =>
    inside(reading, at + 1, () => read(dialect, shape.element, child, reading)),
  );
  return values.length === 0 ? undefined : values.filter((value) => value !== undefined);
};

const map = (
  dialect: Dialect,
  shape: MapShape,
  node: ParameterNode,
  reading: Reading,
): Record<string, unknown> | undefined => {
  const holder = shape.flattened === true ? node : node.children.get('entry');
  if (holder === undefined) return undefined;
  const result: Record<string, unknown> = {};
  for (const entry of numbered(holder)) {
    const key = entry.children.get(shape.key.locationName ?? 'key');
    const child = entry.children.get(shape.value.locationName ?? 'value');
    if (key?.value === undefined || child === undefined) continue;
    const name = key.value;
    key.used = true;
    const value = inside(reading, name, () => read(dialect, shape.value, child, reading));
    if (value !== undefined) putKey(result, name, value);
  }
  return result;
};

/** The children that are numbers, in their order: clients may leave gaps. */
const numbered = (node: ParameterNode): readonly ParameterNode[] =>
  [...node.children]
    .filter(([step]) => /^[1-9]\d{0,5}$/.test(step))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);

const noteUnused = (node: ParameterNode, reading: Reading): void => {
  if (node.value !== undefined && node.used !== true) note(reading, { kind: 'unknown' });
  for (const [step, child] of node.children) inside(reading, step, () => noteUnused(child, reading));
};
