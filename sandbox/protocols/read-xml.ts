import { inside, note, putKey, type Reading } from './problem.js';
import type { ListShape, MapShape, Shape, StructureShape } from './shapes.js';
import { readText } from './text-values.js';
import type { Element } from './xml.js';

/** Reads a structure from an element; elements that the model does not know are noted. */
export const readXml = (shape: StructureShape, element: Element, reading: Reading): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  const names = new Set<string>();
  for (const [name, member] of shape.members) {
    if (member.location !== undefined) continue;
    const wire = xmlName(name, member);
    names.add(wire);
    const value = inside(reading, name, () => readMember(member, wire, element, reading));
    if (value !== undefined) result[name] = value;
  }
  for (const name of element.children.keys())
    if (!names.has(name)) inside(reading, name, () => note(reading, { kind: 'unknown' }));
  return result;
};

/** The name of a member's element; that of every item where a list is flattened. */
export const xmlName = (name: string, shape: Shape): string =>
  (shape.type === 'list' && shape.flattened === true ? shape.element.locationName : undefined) ??
  shape.locationName ??
  name;

const readMember = (shape: Shape, wire: string, parent: Element, reading: Reading): unknown => {
  if (shape.xmlAttribute === true) {
    const text = parent.attributes.get(wire);
    return text === undefined ? undefined : readAs(shape, text, reading);
  }
  const elements = parent.children.get(wire);
  if (elements === undefined) return undefined;
  if (shape.type === 'list' && shape.flattened === true) return items(shape, elements, reading);
  if (shape.type === 'map' && shape.flattened === true) return entries(shape, elements, reading);
  const [first] = elements;
  return first === undefined ? undefined : read(shape, first, reading);
};

const read = (shape: Shape, element: Element, reading: Reading): unknown => {
  switch (shape.type) {
    case 'structure':
      return readXml(shape, element, reading);
    case 'list':
      return items(shape, element.children.get(shape.element.locationName ?? 'member') ?? [], reading);
    case 'map':
      return entries(shape, element.children.get('entry') ?? [], reading);
    default:
      return readAs(shape, element.text, reading);
  }
};

const items = (shape: ListShape, elements: readonly Element[], reading: Reading): unknown[] =>
  elements
    .map((element, at) => inside(reading, at + 1, () => read(shape.element, element, reading)))
    .filter((value) => value !== undefined);

const entries = (shape: MapShape, elements: readonly Element[], reading: Reading): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  for (const element of elements) {
    const [key] = element.children.get(shape.key.locationName ?? 'key') ?? [];
    const [child] = element.children.get(shape.value.locationName ?? 'value') ?? [];
    if (key === undefined || child === undefined) continue;
    const value = inside(reading, key.text, () => read(shape.value, child, reading));
    if (value !== undefined) putKey(result, key.text, value);
  }
  return result;
};

const readAs = (shape: Shape, text: string, reading: Reading): unknown => {
  if (shape.type === 'structure' || shape.type === 'list' || shape.type === 'map') return undefined;
  // Indentation is part of a text, never of a number or a time.
  const value = readText(shape, shape.type === 'string' ? text : text.trim(), 'iso8601');
  if (value === undefined) note(reading, { kind: 'type', expected: shape.type, got: text.slice(0, 100) });
  return value;
};
