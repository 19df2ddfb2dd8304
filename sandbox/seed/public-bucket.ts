import { createHash } from 'node:crypto';
import type { Credentials } from '../gateway/credentials.js';
import { SANDBOX_REGION } from '../gateway/account.js';
import { signatureOf } from '../gateway/signature.js';

const BUCKET = 'acme-web-assets';

/** A bucket whose policy lets anybody read: what an access review must find. Signed here, so that no S3 client is needed. */
export async function seedPublicBucket(endpoint: string, credentials: Credentials): Promise<string> {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` }],
  };
  const location = `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${SANDBOX_REGION}</LocationConstraint></CreateBucketConfiguration>`;
  await put(endpoint, credentials, `/${BUCKET}`, location);
  await put(endpoint, credentials, `/${BUCKET}?policy=`, JSON.stringify(policy));
  return BUCKET;
}

async function put(endpoint: string, credentials: Credentials, target: string, text: string): Promise<void> {
  const body = Buffer.from(text);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = {
    host: new URL(endpoint).host,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-date': time,
  };
  const scope = {
    accessKeyId: credentials.accessKeyId,
    date: time.slice(0, 8),
    region: SANDBOX_REGION,
    service: 's3',
    signedHeaders: Object.keys(headers),
  };
  const signature = signatureOf({ method: 'PUT', target, headers, body }, scope, credentials.secretAccessKey);
  const credential = `${scope.accessKeyId}/${scope.date}/${scope.region}/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${scope.signedHeaders.join(';')}, Signature=${signature}`;
  const response = await fetch(new URL(target, endpoint), {
    method: 'PUT',
    headers: { ...headers, authorization },
    body,
  });
  if (!response.ok) throw new Error(`the sandbox refused PUT ${target}: ${response.status} ${await response.text()}`);
}
