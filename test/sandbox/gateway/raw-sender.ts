import { Agent, request as httpRequest } from 'node:http';
import type { RawRequest } from '../../../sandbox/protocols/http.js';

/** What came back; status 0 where the connection was dropped. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** Sends requests just as they are, over few connections. Undefined for what no HTTP client would send. */
export const openSender = (url: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const { hostname, port } = new URL(url);
  return {
    send: ({ method, target, headers, body }: RawRequest): Promise<RawAnswer | undefined> =>
      new Promise((resolve) => {
        try {
          const length = { 'content-length': String(body.length) };
          const options = { agent, hostname, port, method, path: target, headers: { ...headers, ...length } };
          const outgoing = httpRequest(options, (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('end', () =>
              resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
            );
          });
          outgoing.on('error', () => resolve({ status: 0, body: '' }));
          outgoing.end(body);
        } catch {
          resolve(undefined);
        }
      }),
    close: () => agent.destroy(),
  };
};
