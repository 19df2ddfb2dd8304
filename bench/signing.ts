import { SANDBOX_REGION } from '../sandbox/gateway/accounts.js';
import type { Credentials } from '../sandbox/gateway/credentials.js';
import { signHeaders } from '../sandbox/gateway/sign-headers.js';
import type { Ready } from './load.js';

/** Signs requests ahead of time, as an SDK would: a signature is good for five minutes, and more than once. */
export const signer = (url: string, credentials: Credentials) => {
  const sign = (service: string, method: string, path: string, own: Record<string, string>, body: string): Ready => {
    const headers = { ...own, host: new URL(url).host, 'content-length': String(body.length) };
    const request = { method, target: path, headers, body: Buffer.from(body) };
    return { method, path, headers: signHeaders(request, { region: SANDBOX_REGION, service }, credentials), body };
  };
  const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return {
    /** A request of a Query service. */
    query: (service: string, parameters: Readonly<Record<string, string>>): Ready =>
      sign(service, 'POST', '/', form, new URLSearchParams(parameters).toString()),
    put: (path: string, body: string): Ready =>
      sign('s3', 'PUT', path, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, body),
  };
};
