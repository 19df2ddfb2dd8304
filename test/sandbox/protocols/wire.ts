import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';
import { botocoreData } from '../../../sandbox/protocols/botocore.js';
import type { Answer, RawRequest } from '../../../sandbox/protocols/http.js';
import { openModels, type ServiceModel } from '../../../sandbox/protocols/model.js';
import type { Problem } from '../../../sandbox/protocols/problem.js';
import { readRequest, type ReadRequest } from '../../../sandbox/protocols/read-request.js';
import { validateInput } from '../../../sandbox/protocols/validate-input.js';
import { writeAnswer } from '../../../sandbox/protocols/write-answer.js';
import { writeError } from '../../../sandbox/protocols/write-error.js';
import { AwsFailure } from '../../../sandbox/services/operation.js';
import { readParts } from '../../../sandbox/stack/parts.js';

/** The models that the sandbox reads by. */
export const models = openModels(
  botocoreData(readParts(fileURLToPath(new URL('../../../.firebreak/parts.json', import.meta.url))).python),
);

/** The model of a folder of botocore's data; fails when there is none. */
export const modelOf = (folder: string): ServiceModel => {
  const model = models.byFolder(folder);
  if (model === undefined) throw new Error(`no model of ${folder}`);
  return model;
};

/** A request of which only what a test is about need be said. */
export const rawRequest = (
  parts: Partial<Omit<RawRequest, 'body'>> & { readonly body?: string | Buffer },
): RawRequest => ({
  method: parts.method ?? 'POST',
  target: parts.target ?? '/',
  headers: parts.headers ?? {},
  body: Buffer.from(parts.body ?? ''),
});

/** A Query request in the body of a POST. */
export const formRequest = (body: string): RawRequest =>
  rawRequest({ headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body });

/** A JSON request to the operation that `target` names. */
export const jsonRequest = (target: string, body: string | Buffer): RawRequest =>
  rawRequest({ headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }, body });

/** What a request says; fails unless it can be read. */
export const reads = (raw: RawRequest, signingName: string): ReadRequest => {
  const read = readRequest(models, raw, signingName);
  if ('failure' in read) throw new Error(`${read.reason}: ${read.failure.code} ${read.failure.message}`);
  return read;
};

/** The error for a request that cannot be read. */
export const unreadable = (raw: RawRequest, signingName: string): string => {
  const read = readRequest(models, raw, signingName);
  if ('failure' in read) return `${read.reason} ${read.failure.status} ${read.failure.code}`;
  throw new Error(`${read.operation} was read`);
};

/** Everything that is wrong with a request that can be read. */
export const problemsOf = (raw: RawRequest, signingName: string): readonly Problem[] => {
  const read = reads(raw, signingName);
  return [...read.problems, ...validateInput(read.model, read.operation, read.input)];
};

/** What the AWS SDK sends through, in place of HTTP. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What went over an SDK's wire: the last request as we read it. */
export interface Wire {
  readonly last: () => ReadRequest;
  /** For the configuration of an SDK client. */
  readonly config: object;
}

/** A wire on which every request is answered with `answer`, written by us: an output, or an error to throw. */
export const openWire = (signingName: string, answer: () => unknown): Wire => {
  let last: ReadRequest | undefined;
  const handle = async (request: SdkRequest): Promise<{ readonly response: object }> => {
    const raw = await asRaw(request);
    last = reads(raw, signingName);
    const output = answer();
    const written =
      output instanceof AwsFailure
        ? writeError(last.model, raw.method, output, 'request-1')
        : writeAnswer(last.model, last.operation, output, 'request-1');
    return { response: asSdk(written) };
  };
  return {
    last: () => {
      if (last === undefined) throw new Error('nothing was sent');
      return last;
    },
    config: {
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
      endpoint: 'http://127.0.0.1:4566',
      maxAttempts: 1,
      requestHandler: { handle, updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) },
    },
  };
};

const asRaw = async ({ method, path, query = {}, headers, body }: SdkRequest): Promise<RawRequest> => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (each) => `${encodeURIComponent(name)}${each === null ? '' : `=${encodeURIComponent(String(each))}`}`,
    ),
  );
  return {
    method,
    target: pairs.length === 0 ? path : `${path}?${pairs.join('&')}`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: await bytesOf(body),
  };
};

const bytesOf = async (body: unknown): Promise<Buffer> => {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  // Copied by its bytes: some of the SDK's arrays warn when they are taken for texts.
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
};

const asSdk = ({ status, headers, body }: Answer): object => ({
  statusCode: status,
  headers: { ...headers, 'content-length': headers['content-length'] ?? String(body.length) },
  body: Readable.from([body]),
});

/** What an SDK parsed from an answer, without what it says about the transport. */
export const parsed = (output: object): object => {
  const { $metadata: _transport, ...rest } = output as { readonly $metadata?: unknown };
  return rest;
};
