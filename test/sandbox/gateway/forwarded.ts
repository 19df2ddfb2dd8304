import { SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { signatureOf } from '../../../sandbox/gateway/signature.js';
import type { SandboxAws } from '../../support/aws.js';

/** Calls SNS, which is forwarded to moto, without an SDK; answers the body. */
export const forward = async (
  { url, credentials }: Pick<SandboxAws, 'url' | 'credentials'>,
  operation: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const body = Buffer.from(new URLSearchParams({ Action: operation, Version: '2010-03-31', ...parameters }).toString());
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = {
    host: new URL(url).host,
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-amz-date': time,
  };
  const scope = {
    date: time.slice(0, 8),
    region: SANDBOX_REGION,
    service: 'sns',
    signedHeaders: Object.keys(headers).sort(),
    time,
    expires: undefined,
  };
  const signature = signatureOf({ method: 'POST', target: '/', headers, body }, scope, credentials.secretAccessKey);
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope.date}/${scope.region}/sns/aws4_request, SignedHeaders=${scope.signedHeaders.join(';')}, Signature=${signature}`;
  return (await fetch(url, { method: 'POST', headers: { ...headers, authorization }, body })).text();
};
