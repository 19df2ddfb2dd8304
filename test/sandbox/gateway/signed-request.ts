import { Agent, request as httpRequest } from 'node:http';
import { SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { signatureOf } from '../../../sandbox/gateway/signature.js';
import type { RawRequest } from '../../../sandbox/protocols/http.js';
import type { SandboxAws } from '../../support/aws.js';

/** What came back; status 0 where the connection was dropped. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** A request as its sender meant it, signed for `service` with the root key of the sandbox. */
export const signed = ({ url, credentials }: SandboxAws, service: string, raw: RawRequest): RawRequest => {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = { ...raw.headers, host: new URL(url).host, 'x-amz-date': time };
  const signedHeaders = Object.keys(headers).sort();
  const scope = { date: time.slice(0, 8), region: SANDBOX_REGION, service, signedHeaders, time, expires: undefined };
  const signature = signatureOf({ ...raw, headers }, scope, credentials.secretAccessKey);
  const credential = `${credentials.accessKeyId}/${scope.date}/${SANDBOX_REGION}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...raw, headers: { ...headers, authorization } };
};

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
