import type { ScalarShape, Shape, StructureShape } from './shapes.js';
import { writeText } from './text-values.js';

/** What JSON.stringify makes the body of, for a structure's members that stand in it. `value` has passed the contract. */
export const jsonMembers = (shape: StructureShape, value: object): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    const member = shape.members.get(name);
    if (each === undefined || each === null || member === undefined || member.location !== undefined) continue;
    result[member.locationName ?? name] = jsonValue(member, each);
  }
  return result;
};

/** What JSON.stringify writes for a value of this shape. */
export const jsonValue = (shape: Shape, value: unknown): unknown => {
  switch (shape.type) {
    case 'structure':
      return shape.document ? value : jsonMembers(shape, value as object);
    case 'list':
      return (value as readonly unknown[])
        .filter((each) => each !== undefined && each !== null)
        .map((each) => jsonValue(shape.element, each));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object)
          .filter(([, each]) => each !== undefined && each !== null)
          .map(([key, each]) => [key, jsonValue(shape.value, each)]),
      );
    default:
      return scalar(shape, value);
  }
};

const scalar = (shape: ScalarShape, value: unknown): unknown => {
  if (shape.type === 'timestamp')
    return (shape.timestampFormat ?? 'unixTimestamp') === 'unixTimestamp'
      ? (value as Date).getTime() / 1000
      : writeText(shape, value, 'iso8601');
  if (shape.type === 'blob') return writeText(shape, value, 'iso8601');
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
};
