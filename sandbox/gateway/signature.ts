import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RawRequest } from '../protocols/http.js';
import type { Signed } from './signed.js';

/**
 * The Signature Version 4 of `request` under `secret`, as AWS documents it ("Create a signed AWS API request"): the
 * path is encoded twice except for S3, header values are trimmed and their runs of spaces folded. The body of an S3
 * request that was presigned is not part of it, unless its hash is sent along.
 */
export function signatureOf(
  request: RawRequest,
  signed: Omit<Signed, 'signature' | 'accessKeyId' | 'sessionToken'>,
  secret: string,
): string {
  const { date, region, service, signedHeaders, time } = signed;
  const [path = '/', search = ''] = request.target.split('?');
  const canonical = [
    request.method,
    service === 's3' ? path : path.split('/').map(encode).join('/'),
    canonicalQuery(search),
    ...signedHeaders.map((name) => `${name}:${headerValue(request, name)}`),
    '',
    signedHeaders.join(';'),
    payloadHash(request, service, signed.expires !== undefined),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  return hmac(signingKey(signed, secret), toSign).toString('hex');
}

/** The key that signatures of one day, Region and service are made with. */
export function signingKey({ date, region, service }: Pick<Signed, 'date' | 'region' | 'service'>, secret: string) {
  return [date, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secret}`);
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
  if (
    service === 's3' &&
    /^(UNSIGNED-PAYLOAD|STREAMING-(UNSIGNED-PAYLOAD-TRAILER|AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?))$/.test(
      String(declared),
    )
  )
    return true;
  return declared === sha256(request.body);
}

function payloadHash(request: RawRequest, service: string, presigned: boolean): string {
  const declared = request.headers['x-amz-content-sha256'];
  if (service !== 's3') return sha256(request.body);
  return typeof declared === 'string' ? declared : presigned ? 'UNSIGNED-PAYLOAD' : sha256(request.body);
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
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
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
  const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
  const joined = Array.isArray(value) ? value.join(',') : (value ?? '');
  return joined.trim().replace(/ +/g, ' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function encode(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** In hexadecimal. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The HMAC-SHA256 of `data`. */
export function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
