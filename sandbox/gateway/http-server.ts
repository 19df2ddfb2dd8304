import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Answer, RawRequest } from '../protocols/http.js';
import { errorText } from './error-text.js';
import { MAX_BODY_BYTES, readBody } from './request-body.js';

/** Answers a request, or drops its connection by answering `undefined`. `gone` fires when the client leaves. */
export type Handler = (request: RawRequest, gone: AbortSignal) => Promise<Answer | undefined>;

/** A server around `handle` that no request can bring down; whatever fails is one 500 and one line in the log. */
export function httpServer(handle: Handler, log: (line: string) => void): Server {
  return createServer({ keepAliveTimeout: 65_000 }, (incoming, outgoing) => {
    serve(handle, incoming, outgoing).catch((error: unknown) => {
      log(`gateway: ${errorText(error)}`);
      send(outgoing, { status: 500, headers: {}, body: Buffer.from('the sandbox gateway failed; see its log') });
    });
  });
}

async function serve(handle: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const left = new AbortController();
  outgoing.on('close', () => left.abort());
  incoming.on('error', () => left.abort());
  let body: Buffer | undefined;
  try {
    body = await readBody(incoming);
  } catch {
    return void outgoing.destroy();
  }
  if (body === undefined) {
    const message = Buffer.from(`a request may have at most ${MAX_BODY_BYTES} bytes`);
    return send(outgoing, { status: 413, headers: { connection: 'close' }, body: message });
  }
  const { method = 'GET', url: target = '/', headers } = incoming;
  const { remoteAddress } = incoming.socket;
  const answer = await handle({ method, target, headers, body, remoteAddress }, left.signal);
  if (answer === undefined) outgoing.destroy();
  else send(outgoing, answer);
}

function send(outgoing: ServerResponse, answer: Answer): void {
  if (outgoing.headersSent || outgoing.destroyed) return;
  // The answer to HEAD has no body, and may say how long the one of GET would be.
  const length = answer.body.length === 0 ? (answer.headers['content-length'] ?? 0) : answer.body.length;
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': length });
  outgoing.end(answer.body);
}
