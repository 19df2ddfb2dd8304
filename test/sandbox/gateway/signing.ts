import { signatureOf, signingKey } from '../../../sandbox/gateway/signature.js';
import type { SandboxAws } from '../../support/aws.js';

export type Headers = Readonly<Record<string, string>>;

/** What is signed: the rest is a POST to `/` in the sandbox's Region. */
export type Given = {
  readonly service: string;
  readonly region?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Headers;
  readonly body?: Buffer;
};

/** A request under the root key, signed by hand, with what signatures of chunks go on from. */
export const signed = (
  { url, credentials }: Pick<SandboxAws, 'url' | 'credentials'>,
  { service, region = 'eu-west-1', method = 'POST', path = '/', headers: given = {}, body = Buffer.alloc(0) }: Given,
) => {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const headers = { host: new URL(url).host, 'x-amz-date': time, ...given };
  const signedHeaders = Object.keys(headers).sort();
  const about = { date: time.slice(0, 8), region, service, signedHeaders, time, expires: undefined };
  const signature = signatureOf({ method, target: path, headers, body }, about, credentials.secretAccessKey);
  const scope = `${about.date}/${region}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  const { host: _, ...sent } = headers;
  const all: Headers = { ...sent, authorization };
  return { headers: all, time, scope, signature, key: signingKey(about, credentials.secretAccessKey) };
};

/** Sends what was signed, or something else. */
export const send = async (
  { url }: Pick<SandboxAws, 'url'>,
  headers: Headers,
  { method = 'POST', path = '/', body = Buffer.alloc(0) }: Omit<Given, 'service'> = {},
): Promise<{ readonly status: number; readonly text: string }> => {
  const answer = await fetch(url + path, { method, headers, ...(method !== 'GET' && { body }) });
  return { status: answer.status, text: await answer.text() };
};
