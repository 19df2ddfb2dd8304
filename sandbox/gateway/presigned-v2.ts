import { createHmac } from 'node:crypto';
import type { Answer, RawRequest } from '../protocols/http.js';
import { s3Path } from '../protocols/s3-address.js';
import { AwsFailure } from '../services/operation.js';

/** What a URL says that was signed with Signature Version 2, as boto3 signs those of S3 unless told otherwise. */
export interface PresignedV2 {
  readonly accessKeyId: string;
  /** Base64. */
  readonly signature: string;
  /** Epoch seconds. */
  readonly expires: number;
  readonly sessionToken: string | undefined;
}

/** Reads the signature from the URL; undefined when it has none of that version. */
export function readPresignedV2({ target }: RawRequest): PresignedV2 | undefined {
  const query = new URLSearchParams(target.split('?')[1] ?? '');
  const [accessKeyId, signature, expires] = ['AWSAccessKeyId', 'Signature', 'Expires'].map((name) => query.get(name));
  if (!accessKeyId || !signature || !/^\d{1,12}$/.test(expires ?? '')) return undefined;
  const sessionToken = query.get('x-amz-security-token') ?? undefined;
  return { accessKeyId, signature, expires: Number(expires), sessionToken };
}

/** Query parameters that are part of the resource ("Signing and authenticating REST requests", Amazon S3 User Guide). */
const OF_RESOURCE = new Set(
  (
    'accelerate acl analytics cors defaultObjectAcl delete inventory legal-hold lifecycle location logging metrics ' +
    'notification object-lock partNumber policy replication requestPayment response-cache-control ' +
    'response-content-disposition response-content-encoding response-content-language response-content-type ' +
    'response-expires restore retention select select-type storageClass tagging torrent uploadId uploads versionId ' +
    'versioning versions website'
  ).split(' '),
);

/** The Signature Version 2 of a request to S3 whose URL expires at `expires`, in Base64. */
export function signatureV2Of(request: RawRequest, expires: number, secret: string): string {
  const { method, target, headers } = request;
  const query = new URLSearchParams(target.split('?')[1] ?? '');
  const amazon = new Map([...query].filter(([name]) => name.startsWith('x-amz-')));
  for (const [name, value] of Object.entries(headers)) if (name.startsWith('x-amz-')) amazon.set(name, String(value));
  const toSign = [
    method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    expires,
    ...[...amazon].sort(byName).map(([name, value]) => `${name}:${value.trim()}`),
    s3Path(request) + subresources(query),
  ].join('\n');
  return createHmac('sha1', secret).update(toSign).digest('base64');
}

function subresources(query: URLSearchParams): string {
  const parts = [...query]
    .filter(([name]) => OF_RESOURCE.has(name))
    .sort(byName)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Refuses an answer about what KMS encrypts, for which S3 wants version 4 ("Protecting data with SSE-KMS"). */
export function refuseUnderKms({ headers }: Answer): void {
  if (!headers['x-amz-server-side-encryption']?.startsWith('aws:kms')) return;
  const message =
    'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.';
  throw new AwsFailure('InvalidArgument', message);
}
