import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { nestParameters, type Parameters } from './query-parameters.js';
import { s3Operation } from './s3-operation.js';

/** How a service spells requests and errors on the wire. */
export type Protocol = 'ec2' | 'query' | 'json' | 'rest-json' | 'rest-xml';

/** A request as it arrived, its body complete. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What one request asks of which service. `operation` is '' where it cannot be told. */
export interface ApiCall {
  readonly requestId: string;
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  readonly protocol: Protocol;
  readonly parameters: Parameters;
  readonly readOnly: boolean;
  readonly accessKeyId: string;
}

const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9.-]+)\/aws4_request/i;
const READS =
  /^(Describe|List|Get|Head|Lookup|Search|Select|BatchGet|BatchDescribe|Check|Simulate|Query|Scan|AssumeRole|Decode)/;
const MAX_RECORDED_BODY = 64 * 1024;

/** Reads service, operation and parameters; never throws, whatever the bytes. The signature is not looked at here. */
export function parseCall(request: RawRequest): ApiCall {
  const [, accessKeyId = '', region = '', scope = ''] = SCOPE.exec(request.headers.authorization ?? '') ?? [];
  const service = scope.toLowerCase();
  const base = { requestId: randomUUID(), service, region, accessKeyId };
  const contentType = request.headers['content-type'] ?? '';
  const target = request.headers['x-amz-target'];
  const query = new URLSearchParams(request.target.split('?')[1] ?? '');

  if (typeof target === 'string') {
    const operation = target.split('.').at(-1) ?? '';
    return { ...base, operation, protocol: 'json', parameters: json(request.body), readOnly: READS.test(operation) };
  }
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  const form = isForm && request.body.length > 0 ? new URLSearchParams(request.body.toString('utf8')) : query;
  const action = form.get('Action');
  if (service !== 's3' && action !== null) {
    const parameters = request.body.length > MAX_RECORDED_BODY ? truncated(request.body) : nestParameters(form);
    return {
      ...base,
      operation: action,
      protocol: service === 'ec2' ? 'ec2' : 'query',
      parameters,
      readOnly: READS.test(action),
    };
  }
  const operation = service === 's3' ? s3Operation(request.method, request.target) : '';
  return {
    ...base,
    operation,
    protocol: service === 's3' || service === 'route53' || service === 'cloudfront' ? 'rest-xml' : 'rest-json',
    parameters: { method: request.method, path: request.target.slice(0, 1024) },
    readOnly: request.method === 'GET' || request.method === 'HEAD',
  };
}

function json(body: Buffer): Parameters {
  if (body.length > MAX_RECORDED_BODY) return truncated(body);
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Parameters) : {};
  } catch {
    return {};
  }
}

function truncated(body: Buffer): Parameters {
  return { omitted: 'request body too large to record', bytes: body.length };
}
