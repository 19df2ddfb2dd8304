import type { IncomingHttpHeaders } from 'node:http';
import type { OperationModel, ServiceModel } from './model.js';
import { inside, Malformed, note, putKey, type Reading } from './problem.js';
import { parseObject, readJsonMembers, readJson } from './read-json.js';
import { readXml } from './read-xml.js';
import type { ListShape, Shape, StructureShape } from './shapes.js';
import { readText, type TimestampFormat } from './text-values.js';
import { parseXml } from './xml.js';

/** What a REST request says besides which operation it asks for. */
export interface RestMessage {
  readonly labels: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Reads the input of a REST operation from path, query, headers and body. Throws Malformed. */
export const readRest = (
  model: ServiceModel,
  operation: OperationModel,
  message: RestMessage,
  reading: Reading,
): Record<string, unknown> => {
  const input: Record<string, unknown> = {};
  for (const [name, member] of operation.input.members) {
    if (member.location === undefined) continue;
    const value = inside(reading, name, () => readLocated(member, member.locationName ?? name, message, reading));
    if (value !== undefined) input[name] = value;
  }
  return { ...input, ...readBody(model, operation.input, message.body, reading) };
};

const readBody = (
  model: ServiceModel,
  shape: StructureShape,
  body: Buffer,
  reading: Reading,
): Record<string, unknown> => {
  const payload = shape.payload === undefined ? undefined : shape.members.get(shape.payload);
  if (payload !== undefined && shape.payload !== undefined) {
    const name = shape.payload;
    const value = inside(reading, name, () => readPayload(model, payload, body, reading));
    return value === undefined ? {} : { [name]: value };
  }
  // A body that the operation has no use for is not looked at.
  if (body.length === 0 || [...shape.members.values()].every(({ location }) => location !== undefined)) return {};
  return model.protocol === 'rest-json'
    ? readJsonMembers(shape, parseObject(body), reading)
    : readDocument(shape, shape.locationName, body, reading);
};

const readPayload = (model: ServiceModel, shape: Shape, body: Buffer, reading: Reading): unknown => {
  if (shape.type === 'blob') return body;
  if (body.length === 0) return undefined;
  if (shape.type === 'string') return body.toString('utf8');
  if (model.protocol === 'rest-json') return readJson(shape, parseObject(body), reading);
  return shape.type === 'structure' ? readDocument(shape, shape.locationName, body, reading) : undefined;
};

const readDocument = (
  shape: StructureShape,
  root: string | undefined,
  body: Buffer,
  reading: Reading,
): Record<string, unknown> => {
  const element = parseXml(body.toString('utf8'));
  if (root !== undefined && element.name !== root) throw new Malformed(`the body is no ${root}`);
  return readXml(shape, element, reading);
};

const readLocated = (shape: Shape, wire: string, message: RestMessage, reading: Reading): unknown => {
  const { labels, query, headers } = message;
  switch (shape.location) {
    case 'uri':
      return asScalar(shape, labels.get(wire), 'iso8601', reading);
    case 'querystring':
      if (shape.type === 'list')
        return query.has(wire) ? asList(shape, query.getAll(wire), 'iso8601', reading) : undefined;
      return asScalar(shape, query.get(wire) ?? undefined, 'iso8601', reading);
    case 'header': {
      const value = headerText(headers, wire.toLowerCase());
      if (shape.type !== 'list') return asScalar(shape, value, 'rfc822', reading);
      return value === undefined
        ? undefined
        : asList(
            shape,
            value.split(',').map((each) => each.trim()),
            'rfc822',
            reading,
          );
    }
    case 'headers':
      return withPrefix(headers, wire.toLowerCase());
    default:
      return undefined;
  }
};

const asScalar = (shape: Shape, text: string | undefined, times: TimestampFormat, reading: Reading): unknown => {
  if (text === undefined || shape.type === 'structure' || shape.type === 'list' || shape.type === 'map')
    return undefined;
  const value = readText(shape, text, times);
  if (value === undefined) note(reading, { kind: 'type', expected: shape.type, got: text.slice(0, 100) });
  return value;
};

const asList = (shape: ListShape, texts: readonly string[], times: TimestampFormat, reading: Reading): unknown[] =>
  texts
    .map((text, at) => inside(reading, at + 1, () => asScalar(shape.element, text, times, reading)))
    .filter((value) => value !== undefined);

const headerText = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return Array.isArray(value) ? value.join(', ') : value;
};

const withPrefix = (headers: IncomingHttpHeaders, prefix: string): Record<string, unknown> | undefined => {
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(headers))
    if (name.startsWith(prefix)) putKey(found, name.slice(prefix.length), headerText(headers, name));
  return Object.keys(found).length > 0 ? found : undefined;
};
