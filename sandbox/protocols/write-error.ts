import type { AwsFailure } from '../services/operation.js';
import { keepContract } from './contract.js';
import type { Answer } from './http.js';
import type { ServiceModel } from './model.js';
import type { StructureShape } from './shapes.js';
import { queryErrorJson } from './query-json.js';
import { idHeaders, timesOf } from './write-answer.js';
import { jsonValue } from './write-json.js';
import { namespaced, tagged, xmlElement } from './write-xml.js';
import { escapeXml } from './xml.js';

/**
 * Writes an error as its service does: the SDK then surfaces the code as the error's name. Status and spelling of a
 * modelled error are the model's; its members are written by its shape, others as text. Without a model, as S3 does.
 * Throws ContractBroken when a modelled member has the wrong type. `asJson` as for answers.
 */
export const writeError = (
  model: ServiceModel | undefined,
  method: string,
  failure: AwsFailure,
  requestId: string,
  asJson = false,
): Answer => {
  const shape = model?.error(failure.code);
  const status = shape?.error?.httpStatusCode ?? (shape?.fault === true ? 500 : failure.status);
  const { headers, body } = asJson
    ? {
        headers: { 'content-type': 'application/json' },
        body: queryErrorJson(codeOf(shape, failure), failure.message, status, requestId),
      }
    : written(model, shape, failure, status, requestId);
  return {
    status,
    headers: { ...idHeaders(model, requestId), ...failure.headers, ...headers },
    body: method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(body),
  };
};

type Written = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

const written = (
  model: ServiceModel | undefined,
  shape: StructureShape | undefined,
  failure: AwsFailure,
  status: number,
  requestId: string,
): Written => {
  const code = codeOf(shape, failure);
  const members = (): string => (model === undefined ? '' : xmlErrorMembers(model, shape, failure));
  const said = tagged('Code', escapeXml(code)) + tagged('Message', escapeXml(failure.message));
  switch (model?.protocol) {
    case 'ec2': {
      const errors = tagged('Errors', tagged('Error', said + members()));
      return xml('text/xml;charset=UTF-8', tagged('Response', errors + tagged('RequestID', requestId)));
    }
    case 'query': {
      const type = tagged('Type', status < 500 ? 'Sender' : 'Receiver');
      const error = tagged('Error', type + said + members());
      const content = error + tagged('RequestId', requestId);
      return xml('text/xml;charset=UTF-8', tagged('ErrorResponse', content, namespaced(model.xmlNamespace)));
    }
    case 'json': {
      const body = { __type: code, ...jsonErrorMembers(model, shape, failure) };
      return json(`application/x-amz-json-${model.jsonVersion}`, {}, body);
    }
    case 'rest-json':
      return json('application/json', { 'x-amzn-errortype': code }, jsonErrorMembers(model, shape, failure));
    default:
      return xml('application/xml', tagged('Error', said + members() + tagged('RequestId', requestId)));
  }
};

const codeOf = (shape: StructureShape | undefined, failure: AwsFailure): string =>
  shape?.error?.code ?? shape?.name ?? failure.code;

const xml = (type: string, element: string): Written => ({
  headers: { 'content-type': type },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${element}`,
});

const json = (type: string, headers: Readonly<Record<string, string>>, body: object): Written => ({
  headers: { 'content-type': type, ...headers },
  body: JSON.stringify(body),
});

const MESSAGE = /^message$/i;

/** The members of a failure that say something, without its message, checked against the shape of the error. */
const extraMembers = (
  model: ServiceModel,
  shape: StructureShape | undefined,
  failure: AwsFailure,
): readonly (readonly [name: string, value: unknown])[] => {
  const all = Object.entries(failure.members).filter(([name, value]) => !MESSAGE.test(name) && value !== undefined);
  for (const [name, value] of all) {
    const member = shape?.members.get(name);
    if (member !== undefined) keepContract(model, `${failure.code}.${name}`, member, value);
  }
  return all;
};

const xmlErrorMembers = (model: ServiceModel, shape: StructureShape | undefined, failure: AwsFailure): string =>
  extraMembers(model, shape, failure)
    .map(([name, value]) => {
      const member = shape?.members.get(name);
      return member === undefined
        ? tagged(name, escapeXml(String(value)))
        : xmlElement(member.locationName ?? name, member, value, timesOf(model));
    })
    .join('');

const jsonErrorMembers = (
  model: ServiceModel,
  shape: StructureShape | undefined,
  failure: AwsFailure,
): Record<string, unknown> => {
  const [name, member] = [...(shape?.members ?? [])].find(([each]) => MESSAGE.test(each)) ?? ['message'];
  const result: Record<string, unknown> = { [member?.locationName ?? name]: failure.message };
  for (const [each, value] of extraMembers(model, shape, failure)) {
    const known = shape?.members.get(each);
    result[known?.locationName ?? each] = known === undefined ? String(value) : jsonValue(known, value);
  }
  return result;
};
