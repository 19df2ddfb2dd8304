import type { RawRequest } from './http.js';
import { Malformed } from './problem.js';

/** Whether the body comes in S3's chunks, each perhaps signed, perhaps with headers behind the last one. */
export const isChunked = ({ headers }: RawRequest): boolean =>
  String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') ||
  listed(headers['content-encoding']).some((each) => each === 'aws-chunked');

/** More chunks than a client makes of the largest body taken, at 8 kB each. */
const MAX_CHUNKS = 100_000;
const MAX_LINE = 4096;

/**
 * The request as it was before it was cut into chunks: the headers behind the last chunk are among its headers, and
 * its length and encoding are those of what was sent. Signatures of chunks are not looked at. Throws Malformed when
 * chunks are not what they say, or when headers follow that were not announced ("Signature calculations for the
 * Authorization header: transferring payload in multiple chunks", Amazon S3 API Reference).
 */
export const unchunked = (request: RawRequest): RawRequest => {
  const { body } = request;
  const pieces: Buffer[] = [];
  let at = 0;
  const line = (): string => {
    const end = body.subarray(at, at + MAX_LINE).indexOf('\r\n');
    if (end === -1) throw new Malformed('a chunk of the body is cut off', 'IncompleteBody');
    const text = body.toString('latin1', at, at + end);
    at += end + 2;
    return text;
  };
  for (;;) {
    const [, digits] = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=[0-9a-f]{64,})?$/.exec(line()) ?? [];
    if (digits === undefined || pieces.length > MAX_CHUNKS)
      throw new Malformed('the body is not in chunks', 'IncompleteBody');
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    if (at + size + 2 > body.length) throw new Malformed('a chunk of the body is cut off', 'IncompleteBody');
    pieces.push(body.subarray(at, at + size));
    at += size;
    if (line() !== '') throw new Malformed('a chunk of the body is longer than it says', 'IncompleteBody');
  }
  const trailers: Record<string, string> = {};
  const announced = listed(request.headers['x-amz-trailer']);
  while (at < body.length) {
    const text = line();
    if (text === '') break;
    const colon = text.indexOf(':');
    const name = text.slice(0, Math.max(0, colon)).toLowerCase();
    if (name === 'x-amz-trailer-signature') continue;
    if (!announced.includes(name))
      throw new Malformed('a header behind the body was not announced', 'MalformedTrailerError');
    trailers[name] = text.slice(colon + 1).trim();
  }
  const decoded = Buffer.concat(pieces);
  const declared = request.headers['x-amz-decoded-content-length'];
  if (declared !== undefined && declared !== String(decoded.length))
    throw new Malformed('the body is not as long as it says', 'IncompleteBody');
  const { 'content-encoding': _chunked, ...headers } = request.headers;
  const others = listed(request.headers['content-encoding']).filter((each) => each !== 'aws-chunked');
  return {
    ...request,
    body: decoded,
    headers: {
      ...trailers,
      ...headers,
      'content-length': String(decoded.length),
      ...(others.length > 0 && { 'content-encoding': others.join(',') }),
    },
  };
};

/** The parts of a header that is a list, in lower case. */
const listed = (header: string | readonly string[] | undefined): readonly string[] =>
  String(header ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '');
