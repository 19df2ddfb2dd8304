import { Agent, request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import type { Answer, RawRequest } from '../protocols/http.js';
import type { MotoAddress, MotoProcess } from './moto-process.js';

/** What moto is told about a request beside the request itself. */
export type Forwarding = { readonly operation: string; readonly account: string; readonly readOnly: boolean };

/** Forwards a request to whichever moto is alive. One that only reads is sent again when that one dies before answering. */
export type Forward = (request: RawRequest, about: Forwarding) => Promise<Answer>;

const TIMEOUT_MS = 60_000;
const HOP_BY_HOP =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|content-length|x-firebreak-.*|x-moto-.*)$/;
const NOT_ANSWERED =
  /^(connection|keep-alive|transfer-encoding|content-length|date|server|access-control-.*|x-firebreak-.*)$/;

/** A client with few connections: moto runs one request at a time anyway. */
export function motoClient(moto: MotoProcess): Forward {
  const agent = new Agent({ maxSockets: 32 });
  return async (request, about) => {
    const first = await moto.address();
    try {
      return await exchange(agent, first, request, about);
    } catch (error) {
      if (!about.readOnly && !neverArrived(error)) throw error;
      await moto.gone(first.pid);
      return exchange(agent, await moto.address(), request, about);
    }
  };
}

function exchange(agent: Agent, moto: MotoAddress, request: RawRequest, about: Forwarding): Promise<Answer> {
  const headers: OutgoingHttpHeaders = {
    ...without(request.headers, HOP_BY_HOP),
    'x-firebreak-operation': about.operation,
    'x-firebreak-read-only': String(about.readOnly),
    'x-moto-account-id': about.account,
    'x-firebreak-token': moto.token,
    'content-length': request.body.length,
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port: moto.port,
        method: request.method,
        path: request.target,
        headers,
        agent,
        timeout: TIMEOUT_MS,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 502,
            headers: without(incoming.headers, NOT_ANSWERED),
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`moto did not answer within ${TIMEOUT_MS} ms`)));
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}

function without(headers: IncomingHttpHeaders, unwanted: RegExp): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || unwanted.test(name) ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function neverArrived(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
}
