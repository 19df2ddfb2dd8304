import type { RawRequest } from '../protocols/http.js';
import { Malformed } from '../protocols/problem.js';
import { chunksOf } from '../protocols/aws-chunked.js';
import { hmac, sameSignature, sha256, signingKey } from './signature.js';
import type { Signed } from './signed.js';

const SIGNED = /^STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?$/;

/**
 * Whether every chunk of a body that says its chunks are signed is signed, each over the one before ("Signature
 * calculations for the Authorization header: transferring payload in multiple chunks", Amazon S3 API Reference). Bodies
 * of other kinds are not judged here.
 */
export function chunksAreSigned(request: RawRequest, signed: Signed, secret: string): boolean {
  if (!SIGNED.test(String(request.headers['x-amz-content-sha256'] ?? ''))) return true;
  const key = signingKey(signed, secret);
  const about = [signed.time, `${signed.date}/${signed.region}/${signed.service}/aws4_request`];
  let before = signed.signature;
  const next = (kind: string, ...hashes: readonly string[]): string =>
    hmac(key, [`AWS4-HMAC-SHA256-${kind}`, ...about, before, ...hashes].join('\n')).toString('hex');
  try {
    const { chunks, trailers, trailerSignature } = chunksOf(request.body);
    for (const { data, signature = '' } of chunks) {
      if (!sameSignature(next('PAYLOAD', sha256(''), sha256(data)), signature)) return false;
      before = signature;
    }
    if (trailers.length === 0) return true;
    const text = trailers.map(([name, value]) => `${name}:${value}\n`).join('');
    return sameSignature(next('TRAILER', sha256(text)), trailerSignature ?? '');
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}
