import { Agent, request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import type { RawRequest } from './api-call.js';
import type { Answer } from './aws-error.js';
import type { MotoAddress, MotoProcess } from './moto-process.js';

/** What the launcher is told about a request beside the request itself. */
export type LauncherHeaders = Readonly<Record<`x-firebreak-${string}`, string>>;

/** Requests to whichever moto is alive. */
export interface MotoClient {
  /** Forwards `request`. `repeatable` ones are sent again to the next moto when this one dies before answering. */
  readonly send: (request: RawRequest, extra: LauncherHeaders, repeatable: boolean) => Promise<Answer>;
  /** Every access key moto knows. */
  readonly keys: () => Promise<unknown>;
}

const TIMEOUT_MS = 60_000;
const HOP_BY_HOP =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|content-length|x-firebreak-.*|x-moto-.*)$/;
const NOT_ANSWERED =
  /^(connection|keep-alive|transfer-encoding|content-length|date|server|access-control-.*|x-firebreak-.*)$/;

/** A client with few connections: moto runs one request at a time anyway. */
export function motoClient(moto: MotoProcess): MotoClient {
  const agent = new Agent({ maxSockets: 32 });

  const send: MotoClient['send'] = async (request, extra, repeatable) => {
    try {
      return await exchange(agent, await moto.address(), request, extra);
    } catch (error) {
      if (!repeatable && !neverArrived(error)) throw error;
      return exchange(agent, await moto.address(), request, extra);
    }
  };

  return {
    send,
    keys: async () => {
      const request = { method: 'GET', target: '/_firebreak/keys', headers: {}, body: Buffer.alloc(0) };
      const answer = await send(request, {}, true);
      return JSON.parse(answer.body.toString('utf8')) as unknown;
    },
  };
}

function exchange(agent: Agent, moto: MotoAddress, request: RawRequest, extra: LauncherHeaders): Promise<Answer> {
  const headers: OutgoingHttpHeaders = {
    ...without(request.headers, HOP_BY_HOP),
    ...extra,
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
