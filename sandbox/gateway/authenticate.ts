import { regions } from '../services/ec2/network/zones.js';
import type { Caller } from '../services/operation.js';
import type { RawRequest } from '../protocols/http.js';
import type { Disbelief } from './disbelief.js';
import { readPresignedV2, signatureV2Of, type PresignedV2 } from './presigned-v2.js';
import { chunksAreSigned } from './signed-chunks.js';
import { payloadIsAsDeclared, sameSignature, signatureOf } from './signature.js';
import { readSigned } from './signed.js';

/** A key as the gateway needs it to check a signature. */
export interface Key {
  readonly secret: string;
  readonly sessionToken?: string | undefined;
  readonly status: 'active' | 'inactive' | 'expired';
  readonly caller: Caller;
}

/** Who is calling which service where, or why we do not believe it. A signature of version 2 names no Region: ''. */
export type Identity =
  | { readonly caller: Caller; readonly region: string; readonly service: string; readonly version: 2 | 4 }
  | { readonly disbelief: Disbelief; readonly region: string; readonly service: string; readonly accessKeyId: string };

/** AWS accepts a signature for five minutes either way; measured on the real clock, which clients sign with. */
const SKEW_MS = 5 * 60_000;

type FindKey = (accessKeyId: string) => Key | undefined;

/** Verifies a signed request, in its header or presigned: known, active key; session token; age; signature; body. */
export function authenticate(request: RawRequest, findKey: FindKey): Identity {
  const signed = readSigned(request);
  if (signed === 'missing') {
    const presigned = readPresignedV2(request);
    return presigned === undefined
      ? { disbelief: 'missing', region: '', service: '', accessKeyId: '' }
      : authenticateV2(request, presigned, findKey);
  }
  if (signed === 'malformed') return { disbelief: 'bad-signature', region: '', service: '', accessKeyId: '' };
  const { region, service, accessKeyId } = signed;
  const no = (disbelief: Disbelief): Identity => ({ disbelief, region, service, accessKeyId });

  const key = usable(findKey(accessKeyId), signed.sessionToken);
  if (typeof key === 'string') return no(key);
  const signedAt = timeOf(signed.time);
  if (signedAt === undefined || !signed.time.startsWith(signed.date)) return no('bad-signature');
  const age = Date.now() - signedAt;
  if (signed.expires !== undefined && age > signed.expires * 1_000) return no('expired-url');
  if (age < -SKEW_MS || (signed.expires === undefined && age > SKEW_MS)) return no('expired-request');
  const covered = signed.signedHeaders.includes('host') && isRegion(region);
  const timeCovered = signed.expires !== undefined || signed.signedHeaders.includes('x-amz-date');
  if (!covered || !timeCovered || !payloadIsAsDeclared(request, service)) return no('bad-signature');
  if (!sameSignature(signatureOf(request, signed, key.secret), signed.signature)) return no('bad-signature');
  if (!chunksAreSigned(request, signed, key.secret)) return no('bad-signature');
  return isSignedWhole(request, signed.signedHeaders)
    ? { caller: key.caller, region, service, version: 4 }
    : no('unsigned-header');
}

/**
 * Whoever passes a request on, or was given a presigned URL, cannot add to it: every header of AWS's own is signed
 * ("Create a signed AWS API request"). That of the body's hash is part of the signature anyway.
 */
const isSignedWhole = ({ headers }: RawRequest, signedHeaders: readonly string[]): boolean =>
  Object.keys(headers).every(
    (name) => !name.startsWith('x-amz-') || name === 'x-amz-content-sha256' || signedHeaders.includes(name),
  );

/** Where nothing is, nobody answers. */
const isRegion = (name: string): boolean => [...regions.enabled, ...regions.optIn].some((one) => one === name);

/** Only S3 still takes signatures of version 2. */
function authenticateV2(request: RawRequest, signed: PresignedV2, findKey: FindKey): Identity {
  const { accessKeyId, expires, signature } = signed;
  const here = { region: '', service: 's3' };
  const key = usable(findKey(accessKeyId), signed.sessionToken);
  if (typeof key === 'string') return { ...here, disbelief: key, accessKeyId };
  if (Date.now() > expires * 1_000) return { ...here, disbelief: 'expired-url', accessKeyId };
  return sameSignature(signatureV2Of(request, expires, key.secret), signature)
    ? { ...here, caller: key.caller, version: 2 }
    : { ...here, disbelief: 'bad-signature', accessKeyId };
}

function usable(key: Key | undefined, sessionToken: string | undefined): Key | Disbelief {
  if (key === undefined || key.status === 'inactive' || sessionToken !== key.sessionToken) return 'unknown-key';
  return key.status === 'expired' ? 'expired-session' : key;
}

function timeOf(value: string): number | undefined {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value) ?? [];
  const time = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return Number.isNaN(time) ? undefined : time;
}
