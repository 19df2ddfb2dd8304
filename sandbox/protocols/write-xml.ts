import { xmlName } from './read-xml.js';
import type { Shape, StructureShape } from './shapes.js';
import { writeText } from './text-values.js';
import { escapeXml } from './xml.js';

/** How times stand in a service's answers: IAM and STS leave out the milliseconds. */
export type Times = 'milliseconds' | 'seconds';

/** The elements of a structure's members that stand in the body. `value` has passed the contract. */
export const xmlMembers = (shape: StructureShape, value: object, times: Times): string => {
  let text = '';
  const from = value as Readonly<Record<string, unknown>>;
  const { elements } = partsOf(shape);
  for (const name of Object.keys(from)) {
    const [each, element] = [from[name], elements.get(name)];
    if (each === undefined || each === null || element === undefined) continue;
    text += xmlElement(element.name, element.shape, each, times);
  }
  return text;
};

type Part = { readonly member: string; readonly name: string; readonly shape: Shape };

/** What of a structure stands in elements (by member), and what in attributes of its own element. */
type Parts = { readonly elements: ReadonlyMap<string, Part>; readonly attributes: readonly Part[] };

const known = new WeakMap<StructureShape, Parts>();

/** Looked up once for each shape: an answer has the same few shapes over and over. */
const partsOf = (shape: StructureShape): Parts => {
  const found = known.get(shape);
  if (found !== undefined) return found;
  const all = [...shape.members].map(([member, each]): Part => ({ member, name: xmlName(member, each), shape: each }));
  const isAttribute = (part: Part): boolean => part.shape.xmlAttribute === true;
  const elements = all.filter((part) => !isAttribute(part) && part.shape.location === undefined);
  const parts = {
    elements: new Map(elements.map((part) => [part.member, part])),
    attributes: all.filter(isAttribute),
  };
  known.set(shape, parts);
  return parts;
};

/** An element, or as many as a flattened list has items. */
export const xmlElement = (name: string, shape: Shape, value: unknown, times: Times): string => {
  switch (shape.type) {
    case 'structure':
      return tagged(name, xmlMembers(shape, value as object, times), attributes(shape, value as object));
    case 'list': {
      const values = (value as readonly unknown[]).filter((each) => each !== undefined && each !== null);
      const item = shape.flattened === true ? name : (shape.element.locationName ?? 'member');
      const items = values.map((each) => xmlElement(item, shape.element, each, times)).join('');
      return shape.flattened === true ? items : tagged(name, items);
    }
    case 'map': {
      const entry = shape.flattened === true ? name : 'entry';
      const entries = Object.entries(value as object)
        .filter(([, each]) => each !== undefined && each !== null)
        .map(([key, each]) =>
          tagged(
            entry,
            xmlElement(shape.key.locationName ?? 'key', shape.key, key, times) +
              xmlElement(shape.value.locationName ?? 'value', shape.value, each, times),
          ),
        )
        .join('');
      return shape.flattened === true ? entries : tagged(name, entries);
    }
    default:
      return tagged(name, escapeXml(writeText(shape, value, 'iso8601', times === 'seconds')));
  }
};

/** `content` between the tags of `name`. */
export const tagged = (name: string, content: string, attributes = ''): string =>
  content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;

/** The attribute that puts an element and what is in it into a namespace. */
export const namespaced = (uri: string | undefined): string => (uri === undefined ? '' : ` xmlns="${escapeXml(uri)}"`);

const attributes = (shape: StructureShape, value: object): string => {
  let text = '';
  const { xmlNamespace } = shape;
  if (typeof xmlNamespace === 'object' && xmlNamespace.prefix !== undefined)
    text += ` xmlns:${xmlNamespace.prefix}="${escapeXml(xmlNamespace.uri)}"`;
  for (const { member, name } of partsOf(shape).attributes) {
    const each = (value as Readonly<Record<string, unknown>>)[member];
    if (typeof each === 'string') text += ` ${name}="${escapeXml(each)}"`;
  }
  return text;
};
