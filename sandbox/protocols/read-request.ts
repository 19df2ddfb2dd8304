import { isChunked, unchunked } from './aws-chunked.js';
import type { AwsFailure } from '../services/operation.js';
import type { Protocol } from './botocore.js';
import { chooseModel, formOf, queryOf, targetOf } from './choose-model.js';
import type { RawRequest } from './http.js';
import type { Models, OperationModel, ServiceModel } from './model.js';
import { parameterTree } from './parameter-tree.js';
import { Malformed, type Problem, type Reading } from './problem.js';
import { parseObject, readJson } from './read-json.js';
import { readQuery } from './read-query.js';
import { readRest } from './read-rest.js';
import { findRoute } from './routes.js';
import { s3Path } from './s3-address.js';
import { malformed, unknownOperation, unknownService } from './unreadable.js';

/** A request read by the model of its service. */
export interface ReadRequest {
  readonly model: ServiceModel;
  readonly operation: string;
  /** Under the model's names: times are Dates, blobs are Buffers, what was not sent is not there. */
  readonly input: Readonly<Record<string, unknown>>;
  /** What was sent, could not be read into `input`, and makes the service refuse the request. */
  readonly problems: readonly Problem[];
  /** The request as sent; for a chunked upload to S3, as it was before it was cut into chunks. */
  readonly raw: RawRequest;
}

/** A request that is none of its service's, and the error that the service gives for it. */
export interface UnreadableRequest {
  readonly reason: 'unknown-service' | 'unknown-operation' | 'malformed';
  /** Undefined when the service is unknown. */
  readonly model: ServiceModel | undefined;
  readonly failure: AwsFailure;
}

/**
 * Reads a request to the service that `signingName` is of. Total: whatever the bytes are, it answers, and what it
 * answers has no more in it than the model allows.
 */
export const readRequest = (models: Models, raw: RawRequest, signingName: string): ReadRequest | UnreadableRequest => {
  const likely = models.bySigningName(signingName);
  if (likely === undefined)
    return { reason: 'unknown-service', model: undefined, failure: unknownService(signingName) };
  let model = likely;
  try {
    const form = formOf(raw);
    const chosen = chooseModel(models, raw, signingName, form);
    if (chosen === undefined) {
      const asked = form.get('Action') ?? targetOf(raw.headers).name;
      return noOperation(model, asked, form.get('Version') ?? undefined);
    }
    model = chosen;
    return read(model, raw, form);
  } catch (error) {
    if (error instanceof Malformed) return { reason: 'malformed', model, failure: malformed(model, error) };
    throw error;
  }
};

const noOperation = (model: ServiceModel, asked: string, version?: string): UnreadableRequest => ({
  reason: 'unknown-operation',
  model,
  failure: unknownOperation(model, asked, version),
});

const REFUSE_UNKNOWN: ReadonlySet<Protocol> = new Set(['ec2', 'rest-xml']);

const read = (model: ServiceModel, raw: RawRequest, form: URLSearchParams): ReadRequest | UnreadableRequest => {
  const reading: Reading = { path: [], problems: [] };
  const done = (operation: OperationModel, input: unknown, request = raw): ReadRequest => ({
    model,
    operation: operation.name,
    input: (input ?? {}) as Record<string, unknown>,
    // JSON services and the older Query services pass over what they do not know.
    problems: REFUSE_UNKNOWN.has(model.protocol)
      ? reading.problems
      : reading.problems.filter(({ kind }) => kind !== 'unknown'),
    raw: request,
  });
  switch (model.protocol) {
    case 'ec2':
    case 'query': {
      const action = form.get('Action') ?? '';
      const operation = model.operation(action);
      if (operation === undefined) return noOperation(model, action, model.apiVersion);
      return done(operation, readQuery(model.protocol, operation.input, parametersOf(form), reading));
    }
    case 'json': {
      const { name } = targetOf(raw.headers);
      const operation = model.operation(name);
      if (operation === undefined) return noOperation(model, name);
      return done(operation, readJson(operation.input, parseObject(raw.body), reading));
    }
    case 'rest-json':
    case 'rest-xml': {
      const query = queryOf(raw.target);
      const [path = '/'] = raw.target.split('?');
      const address = { ...raw, path: model.folder === 's3' ? s3Path(raw) : path, query };
      const match = findRoute(model, address);
      if (match === undefined) return noOperation(model, path);
      const request = model.folder === 's3' && isChunked(raw) ? unchunked(raw) : raw;
      const message = { ...request, query, labels: match.labels };
      return done(match.operation, readRest(model, match.operation, message, reading), request);
    }
  }
};

/** Without what is about the request itself: its action, and the signature of a presigned one. */
const parametersOf = (form: URLSearchParams): ReturnType<typeof parameterTree> => {
  const tree = parameterTree(form);
  for (const name of tree.children.keys())
    if (name === 'Action' || name === 'Version' || name.startsWith('X-Amz-')) tree.children.delete(name);
  return tree;
};
