import type { RawRequest } from './api-call.js';
import type { Disbelief } from './authentication-errors.js';
import type { KeyRing } from './key-ring.js';
import { parseAuthorization, payloadIsAsDeclared, sameSignature, signatureOf } from './signature.js';

/** Who is calling, or why we do not believe it. */
export type Caller = { readonly principal: string } | { readonly disbelief: Disbelief };

/** AWS accepts a signature for five minutes either way; measured on the real clock, which the client signs with. */
const SKEW_MS = 5 * 60_000;

/** Verifies a header-signed request: known and active key, session token, age, signature over the body that arrived. */
export async function authenticate(request: RawRequest, keys: KeyRing): Promise<Caller> {
  if (request.headers.authorization === undefined) return { disbelief: 'missing' };
  const authorization = parseAuthorization(request.headers.authorization);
  if (authorization === undefined) return { disbelief: 'bad-signature' };
  const key = await keys.find(authorization.accessKeyId);
  if (key === undefined || !key.active) return { disbelief: 'unknown-key' };
  if ((request.headers['x-amz-security-token'] ?? undefined) !== key.sessionToken) return { disbelief: 'unknown-key' };
  if (key.expiresAt !== undefined && key.expiresAt <= Date.now()) return { disbelief: 'expired-session' };

  const signedAt = amzDate(request.headers['x-amz-date']);
  if (signedAt === undefined || !String(request.headers['x-amz-date']).startsWith(authorization.date)) {
    return { disbelief: 'bad-signature' };
  }
  if (Math.abs(Date.now() - signedAt) > SKEW_MS) return { disbelief: 'expired-request' };
  const covered = authorization.signedHeaders.includes('host') && authorization.signedHeaders.includes('x-amz-date');
  if (!covered || !payloadIsAsDeclared(request, authorization.service)) return { disbelief: 'bad-signature' };
  const expected = signatureOf(request, authorization, key.secretAccessKey);
  return sameSignature(expected, authorization.signature)
    ? { principal: key.principal }
    : { disbelief: 'bad-signature' };
}

function amzDate(value: string | readonly string[] | undefined): number | undefined {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(value)) ?? [];
  const time = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return Number.isNaN(time) ? undefined : time;
}
