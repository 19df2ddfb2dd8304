import type { IncomingMessage } from 'node:http';

/** The largest request the sandbox reads: a generous part of a multipart upload. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The whole body, or `undefined` when it is larger than the limit (the rest is then not read). */
export async function readBody(request: IncomingMessage, limit = MAX_BODY_BYTES): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
