import { SANDBOX_REGION } from '../sandbox/gateway/accounts.js';
import type { Credentials } from '../sandbox/gateway/credentials.js';
import { signatureOf } from '../sandbox/gateway/signature.js';
import type { Ready } from './load.js';

/** Signs requests ahead of time, as an SDK would: a signature is good for five minutes, and more than once. */
export const signer = (url: string, { accessKeyId, secretAccessKey }: Credentials) => {
  const sign = (service: string, method: string, path: string, own: Record<string, string>, body: string): Ready => {
    const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const headers = { ...own, host: new URL(url).host, 'x-amz-date': time, 'content-length': String(body.length) };
    const signedHeaders = Object.keys(headers).sort();
    const scope = { date: time.slice(0, 8), region: SANDBOX_REGION, service, signedHeaders, time, expires: undefined };
    const raw = { method, target: path, headers, body: Buffer.from(body) };
    const signature = signatureOf(raw, scope, secretAccessKey);
    const credential = `${accessKeyId}/${scope.date}/${SANDBOX_REGION}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
    return { method, path, headers: { ...headers, authorization }, body };
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
