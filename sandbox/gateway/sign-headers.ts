import type { RawRequest } from '../protocols/http.js';
import type { Credentials } from './credentials.js';
import { signatureOf } from './signature.js';
import type { Signed } from './signed.js';

/** Headers by their lower-case names. */
type Headers = Readonly<Record<string, string>>;

/** A request to be signed as it is; `host` must be among its headers. */
type Unsigned = Omit<RawRequest, 'headers'> & { readonly headers: Headers };

/** The headers of `request` with a Signature Version 4 over all of them, of this moment on the real clock. */
export function signHeaders(
  request: Unsigned,
  { region, service }: Pick<Signed, 'region' | 'service'>,
  { accessKeyId, secretAccessKey }: Credentials,
): Headers {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const headers = { ...request.headers, 'x-amz-date': time };
  const signedHeaders = Object.keys(headers).sort();
  const about = { date: time.slice(0, 8), region, service, signedHeaders, time, expires: undefined };
  const signature = signatureOf({ ...request, headers }, about, secretAccessKey);
  const credential = `${accessKeyId}/${about.date}/${region}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...headers, authorization };
}
