import { SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { signHeaders } from '../../../sandbox/gateway/sign-headers.js';
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

/** The headers of a request under the root key. */
export const signed = (
  { url, credentials }: Pick<SandboxAws, 'url' | 'credentials'>,
  { service, region = SANDBOX_REGION, method = 'POST', path = '/', headers = {}, body = Buffer.alloc(0) }: Given,
): Headers => {
  const { host } = new URL(url);
  return signHeaders({ method, target: path, headers: { ...headers, host }, body }, { region, service }, credentials);
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
