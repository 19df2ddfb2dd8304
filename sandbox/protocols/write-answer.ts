import { keepContract } from './contract.js';
import type { Answer } from './http.js';
import type { OperationModel, ServiceModel } from './model.js';
import { NOTHING } from './service-model.js';
import { queryAnswerJson } from './query-json.js';
import { jsonMembers } from './write-json.js';
import { writeRest } from './write-rest.js';
import { namespaced, tagged, xmlMembers, type Times } from './write-xml.js';

/**
 * Writes what an operation answers in the protocol of its service; what is undefined or null is left out. Throws
 * ContractBroken when the model does not allow the output: an answer that no AWS gives must not leave us. `json` is for a
 * service that answers in XML unless it is asked for JSON.
 */
export const writeAnswer = (
  model: ServiceModel,
  operation: string,
  output: unknown,
  requestId: string,
  json = false,
): Answer => {
  const called = model.operation(operation);
  if (called === undefined) throw new Error(`${model.folder} has no operation ${operation}`);
  const value = output ?? {};
  keepContract(model, operation, called.output ?? NOTHING, value);
  if (json) return inJson(queryAnswerJson(called, value as object, requestId), model, requestId);
  const { status, headers, body } = written(model, called, value as object, requestId);
  return { status, headers: { ...idHeaders(model, requestId), ...headers }, body };
};

const inJson = (body: string, model: ServiceModel, requestId: string): Answer => ({
  status: 200,
  headers: { ...idHeaders(model, requestId), 'content-type': 'application/json' },
  body: Buffer.from(body),
});

/** The headers in which a service says the id of a request. */
export const idHeaders = (model: ServiceModel | undefined, requestId: string): Readonly<Record<string, string>> =>
  model === undefined || model.protocol === 'rest-xml'
    ? { 'x-amz-request-id': requestId }
    : { 'x-amzn-requestid': requestId };

/** How a service writes times in XML. */
export const timesOf = ({ folder }: ServiceModel): Times =>
  folder === 'iam' || folder === 'sts' ? 'seconds' : 'milliseconds';

const written = (model: ServiceModel, operation: OperationModel, output: object, requestId: string): Answer => {
  switch (model.protocol) {
    case 'ec2':
      return xml(operation.name, model, ec2Body(operation, output, requestId));
    case 'query':
      return xml(operation.name, model, queryBody(model, operation, output, requestId));
    case 'json':
      return {
        status: 200,
        headers: { 'content-type': `application/x-amz-json-${model.jsonVersion}` },
        body: Buffer.from(operation.output === undefined ? '' : JSON.stringify(jsonMembers(operation.output, output))),
      };
    case 'rest-json':
    case 'rest-xml':
      return writeRest(model, operation, output);
  }
};

const xml = (operation: string, { xmlNamespace }: ServiceModel, content: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n${tagged(`${operation}Response`, content, namespaced(xmlNamespace))}`,
  ),
});

const ec2Body = ({ output }: OperationModel, value: object, requestId: string): string =>
  tagged('requestId', requestId) +
  (output === undefined ? tagged('return', 'true') : xmlMembers(output, value, 'milliseconds'));

const queryBody = (model: ServiceModel, operation: OperationModel, value: object, requestId: string): string => {
  const { output, resultWrapper, name } = operation;
  const result =
    output === undefined ? '' : tagged(resultWrapper ?? `${name}Result`, xmlMembers(output, value, timesOf(model)));
  return result + tagged('ResponseMetadata', tagged('RequestId', requestId));
};
