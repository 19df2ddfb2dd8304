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
  for (const [name, each] of Object.entries(from)) {
    const member = shape.members.get(name);
    if (each === undefined || each === null || member === undefined) continue;
    if (member.location === undefined && member.xmlAttribute !== true)
      text += xmlElement(xmlName(name, member), member, each, times);
  }
  return text;
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
  for (const [name, member] of shape.members) {
    const each = (value as Readonly<Record<string, unknown>>)[name];
    if (member.xmlAttribute === true && typeof each === 'string')
      text += ` ${member.locationName ?? name}="${escapeXml(each)}"`;
  }
  return text;
};
