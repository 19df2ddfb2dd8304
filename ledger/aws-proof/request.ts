import { createHash } from 'node:crypto';
import type { AwsProof, OperatorDocument } from '../../workflows/contract/documents.js';
import { canonical } from '../canonical.js';

/** Carries the document inside the signature: hexadecimal SHA-256 of its canonical form. */
export const documentHeader = 'x-firebreak-document-sha256';

/** The furthest that the time of an AWS proof may be from now, either way, in milliseconds; AWS itself allows as much. */
export const proofWindow = 5 * 60_000;

/** What an AWS proof says beside its signature. */
export type ProofScope = Pick<AwsProof, 'region' | 'date' | 'accessKeyId' | 'sessionToken'>;

/** A request, down to its last byte; the names of the headers are in the order in which they are signed. */
export type ProofRequest = {
  readonly method: 'POST';
  readonly path: '/';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * The one request that an AWS proof of `document` can be a signature of: it asks the STS at `host` who signs. Signer and
 * verifier each make it from these constants and their own copy of the document, so that nothing a proof says can turn
 * it into another request (API_GetCallerIdentity, AWS STS API Reference).
 */
export const proofRequest = (
  document: OperatorDocument,
  { date, sessionToken }: ProofScope,
  host: string,
): ProofRequest => ({
  method: 'POST',
  path: '/',
  headers: {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host,
    'x-amz-date': date,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    [documentHeader]: createHash('sha256').update(canonical(document)).digest('hex'),
  },
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
});

/** The credential scope of a proof ("Create a signed AWS API request", IAM User Guide). */
export const credentialScope = ({ region, date }: ProofScope): string =>
  `${date.slice(0, 8)}/${region}/sts/aws4_request`;

/** The `authorization` header that shows `signature` for `request`. */
export const authorizationOf = (request: ProofRequest, scope: ProofScope, signature: string): string =>
  [
    `AWS4-HMAC-SHA256 Credential=${scope.accessKeyId}/${credentialScope(scope)}`,
    `SignedHeaders=${Object.keys(request.headers).join(';')}`,
    `Signature=${signature}`,
  ].join(', ');

/** `20261122T081406Z` as milliseconds; NaN for what is no such time. */
export const proofTime = (date: string): number => {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
};
