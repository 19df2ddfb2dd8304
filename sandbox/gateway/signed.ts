import type { RawRequest } from '../protocols/http.js';

/** What a Signature Version 4 request says about its signature, in a header or (presigned) in its query. */
export interface Signed {
  readonly accessKeyId: string;
  /** `YYYYMMDD` of the credential scope. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly time: string;
  readonly sessionToken: string | undefined;
  /** How many seconds a presigned URL lives; undefined for a signed header. */
  readonly expires: number | undefined;
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;_.-]+),\s*Signature=([0-9a-f]{64})$/;
const SCOPE = /^([^/\s]+)\/(\d{8})\/([^/\s]+)\/([^/\s]+)\/aws4_request$/;

/** A presigned URL lives for a week at most ("Authenticating Requests: Using Query Parameters", Amazon S3). */
const LONGEST = 604_800;

/** Reads the signature; `missing` when there is none, `malformed` when there is something else than exactly one. */
export function readSigned(request: RawRequest): Signed | 'missing' | 'malformed' {
  const header = request.headers.authorization;
  const query = new URLSearchParams(request.target.split('?')[1] ?? '');
  const presigned = query.has('X-Amz-Signature');
  if (header === undefined) return presigned ? fromQuery(query) : 'missing';
  return presigned ? 'malformed' : fromHeader(header, request);
}

function fromHeader(header: string, { headers }: RawRequest): Signed | 'malformed' {
  const [, accessKeyId, date, region, service, names, signature] = HEADER.exec(header) ?? [];
  if (accessKeyId === undefined || date === undefined || region === undefined) return 'malformed';
  if (service === undefined || names === undefined || signature === undefined) return 'malformed';
  const token = headers['x-amz-security-token'];
  return {
    accessKeyId,
    date,
    region,
    service: service.toLowerCase(),
    signedHeaders: names.split(';'),
    signature,
    time: String(headers['x-amz-date'] ?? ''),
    sessionToken: token === undefined ? undefined : String(token),
    expires: undefined,
  };
}

function fromQuery(query: URLSearchParams): Signed | 'malformed' {
  const [, accessKeyId, date, region, service] = SCOPE.exec(query.get('X-Amz-Credential') ?? '') ?? [];
  const signature = query.get('X-Amz-Signature') ?? '';
  const expires = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (accessKeyId === undefined || date === undefined || region === undefined || service === undefined)
    return 'malformed';
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' || !/^[0-9a-f]{64}$/.test(signature)) return 'malformed';
  if (!Number.isInteger(expires) || expires < 1 || expires > LONGEST) return 'malformed';
  return {
    accessKeyId,
    date,
    region,
    service: service.toLowerCase(),
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature,
    time: query.get('X-Amz-Date') ?? '',
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expires,
  };
}
