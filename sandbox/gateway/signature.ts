import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RawRequest } from './api-call.js';

/** The parts of an `Authorization: AWS4-HMAC-SHA256` header. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;_.-]+),\s*Signature=([0-9a-f]{64})$/;

/** Reads the header, or `undefined` when it is not exactly a Signature Version 4 one. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const [, accessKeyId, date, region, service, names, signature] = HEADER.exec(header ?? '') ?? [];
  if (accessKeyId === undefined || date === undefined || region === undefined) return undefined;
  if (service === undefined || names === undefined || signature === undefined) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: names.split(';'), signature };
}

/**
 * The Signature Version 4 of `request` under `secret`, as AWS documents it ("Create a signed AWS API request"): the
 * path is encoded twice except for S3, header values are trimmed and their runs of spaces folded.
 */
export function signatureOf(
  request: RawRequest,
  authorization: Omit<Authorization, 'signature'>,
  secret: string,
): string {
  const { date, region, service, signedHeaders } = authorization;
  const [path = '/', search = ''] = request.target.split('?');
  const canonical = [
    request.method,
    service === 's3' ? path : path.split('/').map(encode).join('/'),
    canonicalQuery(search),
    ...signedHeaders.map((name) => `${name}:${headerValue(request, name)}`),
    '',
    signedHeaders.join(';'),
    payloadHash(request, service),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headerValue(request, 'x-amz-date'), scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
}

/** Whether two hexadecimal signatures are equal, in constant time. */
export function sameSignature(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether the hash the client declares for its body, if it declares one, is the hash of the body that arrived. */
export function payloadIsAsDeclared(request: RawRequest, service: string): boolean {
  const declared = request.headers['x-amz-content-sha256'];
  if (declared === undefined) return true;
  // Only S3 knows bodies that are not covered by the signature (or chunk by chunk).
  if (service === 's3' && /^(UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+)$/.test(String(declared))) return true;
  return declared === sha256(request.body);
}

function payloadHash(request: RawRequest, service: string): string {
  const declared = request.headers['x-amz-content-sha256'];
  return service === 's3' && typeof declared === 'string' ? declared : sha256(request.body);
}

function canonicalQuery(search: string): string {
  if (search === '') return '';
  const decode = (part: string): string => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  return search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [encode(decode(name)), encode(decode(value))] as const;
    })
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function headerValue(request: RawRequest, name: string): string {
  const value = request.headers[name];
  const joined = Array.isArray(value) ? value.join(',') : (value ?? '');
  return joined.trim().replace(/ +/g, ' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function encode(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
