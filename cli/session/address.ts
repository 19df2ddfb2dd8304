import { z } from 'zod';
import { decrypt, type freshKey } from '../../ledger/evidence/encrypted.js';
import { CliError, exit } from '../errors.js';

const part = z.string().max(20_000);
const answered = z.object({ address: z.object({ key: part, iv: part, data: part }) });

/** The one version of an object that was asked for. */
export type AskedObject = { readonly bucket: string; readonly key: string; readonly versionId: string };

/** Where S3 answers: the vault's Region where it is configured, and the endpoint of a sandbox. */
export type S3Place = { readonly region: string | null; readonly endpoint: string | null };

/**
 * The address in what a worker answered to a request for an object. Whoever can write to Temporal can answer in its
 * place, and the key to encrypt for stands in the request: only S3 is asked, for this version of this object. What comes
 * from there counts for nothing before it hashes to what was collected.
 */
export const addressIn = (
  answer: unknown,
  key: ReturnType<typeof freshKey>,
  request: string,
  object: AskedObject,
  place: S3Place,
): URL => {
  const { data } = answered.safeParse(answer);
  try {
    if (data) {
      const url = new URL(decrypt(key, request, data.address));
      if (isOf(url, object, place)) return url;
    }
  } catch {
    // Said below, with nothing of what was decrypted in it.
  }
  throw new CliError(
    exit.proof,
    'no-address',
    'What was answered is no address of this object in S3 that was encrypted for this request.',
    'Nothing was fetched. Look into who can write to Temporal, then ask again.',
  );
};

const isOf = (url: URL, { bucket, key, versionId }: AskedObject, { region, endpoint }: S3Place): boolean => {
  const at = endpoint === null ? null : new URL(endpoint);
  if (url.protocol !== (at?.protocol ?? 'https:') || url.searchParams.get('versionId') !== versionId) return false;
  const isS3 = (host: string): boolean => (at ? host === at.host : isHostOfS3(host, region));
  const path = decodeURIComponent(url.pathname);
  // Virtual-hosted-style and path-style ("Methods for accessing a bucket", Amazon S3 User Guide).
  return url.host.startsWith(`${bucket}.`)
    ? path === `/${key}` && isS3(url.host.slice(bucket.length + 1))
    : path === `/${bucket}/${key}` && isS3(url.host);
};

// "Amazon Simple Storage Service endpoints and quotas" (AWS General Reference): aws and aws-us-gov, and aws-cn.
const hostOfS3 = /^s3(?:-fips)?(?:\.dualstack)?(?:\.(?<region>[a-z]{2}(?:-[a-z]+){1,3}-\d))?\.amazonaws\.com(?:\.cn)?$/;

const isHostOfS3 = (host: string, region: string | null): boolean => {
  const found = hostOfS3.exec(host);
  const named = found?.groups?.['region'];
  return found !== null && (region === null || named === undefined || named === region);
};
