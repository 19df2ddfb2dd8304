import type { RawRequest } from './http.js';
import { Malformed } from './problem.js';

/** Whether the body comes in S3's chunks, each perhaps signed, perhaps with headers behind the last one. */
export const isChunked = ({ headers }: RawRequest): boolean =>
  String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') ||
  listed(headers['content-encoding']).some((each) => each === 'aws-chunked');

/** A body taken apart. The last chunk is empty. */
export type Chunks = {
  readonly chunks: readonly { readonly data: Buffer; readonly signature: string | undefined }[];
  /** Headers behind the last chunk, by name in lower case, as they came. */
  readonly trailers: readonly (readonly [name: string, value: string])[];
  readonly trailerSignature: string | undefined;
};

/** More chunks than a client makes of the largest body taken, at 8 kB each. */
const MAX_CHUNKS = 100_000;
const MAX_LINE = 4096;

/**
 * Takes a body in chunks apart ("Signature calculations for the Authorization header: transferring payload in multiple
 * chunks", Amazon S3 API Reference). Throws Malformed when chunks are not what they say.
 */
export const chunksOf = (body: Buffer): Chunks => {
  const chunks: Chunks['chunks'][number][] = [];
  let at = 0;
  const line = (): string => {
    const end = body.subarray(at, at + MAX_LINE).indexOf('\r\n');
    if (end === -1) throw new Malformed('a chunk of the body is cut off', 'IncompleteBody');
    const text = body.toString('latin1', at, at + end);
    at += end + 2;
    return text;
  };
  for (let size = 1; size > 0;) {
    const [, digits, signature] = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64,}))?$/.exec(line()) ?? [];
    if (digits === undefined || chunks.length > MAX_CHUNKS)
      throw new Malformed('the body is not in chunks', 'IncompleteBody');
    size = Number.parseInt(digits, 16);
    if (size > 0 && at + size + 2 > body.length)
      throw new Malformed('a chunk of the body is cut off', 'IncompleteBody');
    chunks.push({ data: body.subarray(at, at + size), signature });
    at += size;
    if (size > 0 && line() !== '') throw new Malformed('a chunk of the body is longer than it says', 'IncompleteBody');
  }
  const trailers: (readonly [string, string])[] = [];
  let trailerSignature: string | undefined;
  while (at < body.length) {
    const text = line();
    if (text === '') break;
    const colon = text.indexOf(':');
    const name = text.slice(0, Math.max(0, colon)).toLowerCase();
    const value = text.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') trailerSignature = value;
    else trailers.push([name, value]);
  }
  return { chunks, trailers, trailerSignature };
};

/**
 * The request as it was before it was cut into chunks: the headers behind the last chunk are among its headers, and
 * its length and encoding are those of what was sent. Signatures of chunks are checked elsewhere. Throws Malformed when
 * chunks are not what they say, or when headers follow that were not announced.
 */
export const unchunked = (request: RawRequest): RawRequest => {
  const { chunks, trailers } = chunksOf(request.body);
  const announced = listed(request.headers['x-amz-trailer']);
  if (trailers.some(([name]) => !announced.includes(name)))
    throw new Malformed('a header behind the body was not announced', 'MalformedTrailerError');
  const decoded = Buffer.concat(chunks.map(({ data }) => data));
  const declared = request.headers['x-amz-decoded-content-length'];
  if (declared !== undefined && declared !== String(decoded.length))
    throw new Malformed('the body is not as long as it says', 'IncompleteBody');
  const { 'content-encoding': _chunked, ...headers } = request.headers;
  const others = listed(request.headers['content-encoding']).filter((each) => each !== 'aws-chunked');
  return {
    ...request,
    body: decoded,
    headers: {
      ...Object.fromEntries(trailers),
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
