import type { RawRequest } from './http.js';

/** Hosts that S3 answers at by itself, before which a bucket's name may stand. */
const BUCKET_HOST = /^(.{3,63})\.(?:s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?|(?:s3\.)?localhost)$/i;

/**
 * The path of an S3 request in path style, whichever style it was sent in: a bucket in the host name (`my-bucket.s3…`
 * or `my-bucket.localhost`) becomes its first segment. S3 Control has the account there, and keeps its path.
 */
export const s3Path = ({ target, headers }: RawRequest): string => {
  const [path = '/'] = target.split('?');
  const [host = ''] = (headers.host ?? '').slice(0, 300).split(':');
  const [, bucket] = BUCKET_HOST.exec(host) ?? [];
  if (bucket === undefined || bucket.toLowerCase() === 's3' || isS3Control(path)) return path;
  return `/${bucket}${path}`;
};

/** Whether the path is one of S3 Control's, which shares its signing name with S3. */
export const isS3Control = (path: string): boolean => path.startsWith('/v20180820/');
