import { createHash } from 'node:crypto';
import { setOutbound } from '../../../sandbox/hosts/outbound.js';
import type { Answer, RawRequest } from '../../../sandbox/protocols/http.js';

/** An S3 that keeps what is PUT and gives it back, and that refuses when told to. */
export type Bucket = {
  readonly objects: Map<string, Buffer>;
  readonly requests: RawRequest[];
  /** Statuses of the next answers, before it behaves. */
  readonly refuse: number[];
};

/** Lets hosts reach a bucket at `https://bucket.s3.eu-west-1.amazonaws.com/key`, until another is opened. */
export const openBucket = (): Bucket => {
  const bucket: Bucket = { objects: new Map(), requests: [], refuse: [] };
  setOutbound((request) => answer(bucket, request));
  return bucket;
};

const answer = (bucket: Bucket, request: RawRequest): Answer => {
  bucket.requests.push(request);
  const refused = bucket.refuse.shift();
  const said = (status: number, body: Buffer = Buffer.alloc(0), headers = {}): Answer => ({ status, headers, body });
  if (refused !== undefined) return said(refused);
  const key = request.target.split('?')[0] ?? '';
  if (request.method === 'GET') return said(bucket.objects.has(key) ? 200 : 404, bucket.objects.get(key));
  if (!isVouched(request)) return said(400);
  bucket.objects.set(key, request.body);
  return said(200);
};

/** Whether a body comes with a hash, and is what each of its hashes says. */
const isVouched = ({ headers, body }: RawRequest): boolean => {
  const said = (['md5', 'sha256'] as const).flatMap((name) => {
    const hash = headers[name === 'md5' ? 'content-md5' : 'x-amz-checksum-sha256'];
    return hash === undefined ? [] : [hash === createHash(name).update(body).digest('base64')];
  });
  return said.length > 0 && said.every(Boolean);
};

export const urlOf = (key: string): string => `https://vault.s3.eu-west-1.amazonaws.com${key}`;
