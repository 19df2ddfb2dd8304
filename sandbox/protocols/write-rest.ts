import type { Answer } from './http.js';
import type { OperationModel, ServiceModel } from './model.js';
import { ContractBroken } from './contract.js';
import { rootName, S3_NAMESPACE } from './s3-roots.js';
import type { Shape, StructureShape } from './shapes.js';
import { writeText } from './text-values.js';
import { jsonMembers, jsonValue } from './write-json.js';
import { namespaced, tagged, xmlElement, xmlMembers } from './write-xml.js';
import { escapeXml } from './xml.js';

type Values = Readonly<Record<string, unknown>>;
type Body = { readonly type?: string; readonly bytes: Buffer };

const EMPTY: Body = { bytes: Buffer.alloc(0) };

/** Writes the answer of a REST operation; `output` has passed the contract. */
export const writeRest = (model: ServiceModel, operation: OperationModel, output: object): Answer => {
  const shape = operation.output;
  const values = output as Values;
  const headers: Record<string, string> = {};
  let { status } = operation;
  for (const [name, member] of shape?.members ?? []) {
    const value = values[name];
    if (value === undefined || value === null) continue;
    if (member.location === 'statusCode') status = Number(value);
    else if (member.location === 'header')
      headers[(member.locationName ?? name).toLowerCase()] = headerText(member, value);
    else if (member.location === 'headers')
      for (const [key, each] of Object.entries(value as Readonly<Record<string, unknown>>))
        headers[`${member.locationName ?? ''}${key}`.toLowerCase()] = asciiHeader(String(each));
  }
  const body = operation.method === 'HEAD' ? EMPTY : bodyOf(model, operation, values);
  const declared = headers['content-length'];
  if (operation.method !== 'HEAD' && declared !== undefined && declared !== String(body.bytes.length))
    throw new ContractBroken(`${model.folder} ${operation.name}`, [
      { path: ['ContentLength'], kind: 'type', expected: String(body.bytes.length), got: declared },
    ]);
  // A part of an object is an answer of its own kind, which the model does not tell (RFC 9110, 206).
  const isPart = status === 200 && headers['content-range'] !== undefined;
  return {
    status: isPart ? 206 : status,
    headers: { ...(body.type !== undefined && { 'content-type': body.type }), ...headers },
    body: body.bytes,
  };
};

const bodyOf = (model: ServiceModel, operation: OperationModel, values: Values): Body => {
  const { output, status } = operation;
  if (status === 204) return EMPTY;
  const payload = output?.payload === undefined ? undefined : output.members.get(output.payload);
  if (output?.payload !== undefined && payload !== undefined) {
    const value = values[output.payload];
    return value === undefined || value === null ? EMPTY : payloadOf(model, payload, value);
  }
  if (model.protocol === 'rest-json') return json(output === undefined ? {} : jsonMembers(output, values));
  if (output === undefined || [...output.members.values()].every(({ location }) => location !== undefined))
    return EMPTY;
  return xml(document(model, operation.name, output, values));
};

/** S3 answers this one with the text alone ("GetBucketLocation", Amazon S3 API Reference). */
const UNWRAPPED = new Map([['GetBucketLocation', 'LocationConstraint']]);

const document = (model: ServiceModel, operation: string, output: StructureShape, values: Values): string => {
  const root = rootName(model, operation);
  const only = model.folder === 's3' ? UNWRAPPED.get(operation) : undefined;
  const content = only === undefined ? xmlMembers(output, values, 'milliseconds') : textOf(values[only]);
  return tagged(root, content, namespaced(S3_NAMESPACE.get(model.folder)));
};

const textOf = (value: unknown): string => (typeof value === 'string' ? escapeXml(value) : '');

const payloadOf = (model: ServiceModel, shape: Shape, value: unknown): Body => {
  if (shape.type === 'blob') return { type: 'application/octet-stream', bytes: Buffer.from(value as Uint8Array) };
  if (shape.type === 'string')
    return { type: model.folder === 's3' ? 'application/json' : 'text/plain', bytes: Buffer.from(String(value)) };
  if (model.protocol === 'rest-json') return json(jsonValue(shape, value));
  const name = shape.locationName ?? shape.name;
  if (shape.type !== 'structure') return xml(xmlElement(name, shape, value, 'milliseconds'));
  return xml(
    tagged(name, xmlMembers(shape, value as object, 'milliseconds'), namespaced(S3_NAMESPACE.get(model.folder))),
  );
};

const json = (value: unknown): Body => ({ type: 'application/json', bytes: Buffer.from(JSON.stringify(value)) });

const xml = (element: string): Body => ({
  type: 'application/xml',
  bytes: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${element}`),
});

const headerText = (shape: Shape, value: unknown): string => {
  if (shape.type === 'list')
    return (value as readonly unknown[]).map((each) => headerText(shape.element, each)).join(', ');
  return shape.type === 'structure' || shape.type === 'map' ? '' : asciiHeader(writeText(shape, value, 'rfc822'));
};

/** A header may hold ASCII only; S3 gives other metadata as RFC 2047 has it. */
const asciiHeader = (text: string): string =>
  /^[\t\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
