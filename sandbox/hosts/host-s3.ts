import { createHash } from 'node:crypto';
import { signatureOf } from '../gateway/signature.js';
import type { Place } from '../services/operation.js';
import { sessionsOf } from '../services/sts/sessions.js';
import { seenAddressOf } from './host.js';
import { reaches } from './network.js';
import { sendOut } from './outbound.js';
import { credentialsOf } from './role.js';

/**
 * Writes an object as SSM Agent does: over the host's network, signed with its role's credentials. Whether S3 took it.
 */
export const putFromHost = (place: Place, instanceId: string, bucket: string, key: string, body: Buffer): boolean => {
  const credentials = reaches(place, instanceId, 's3') ? credentialsOf(place, instanceId) : undefined;
  const session = credentials && sessionsOf(place.world).get(credentials.caller.accessKeyId);
  if (credentials === undefined || session === undefined) return false;
  const host = `s3.${place.region}.amazonaws.com`;
  const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  // Signed for the real clock, by which AWS judges signatures.
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const headers = {
    'content-md5': createHash('md5').update(body).digest('base64'),
    host,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-date': time,
    'x-amz-security-token': session.token,
  };
  const signedHeaders = Object.keys(headers);
  const about = {
    date: time.slice(0, 8),
    region: place.region,
    service: 's3',
    signedHeaders,
    time,
    expires: undefined,
  };
  const signature = signatureOf({ method: 'PUT', target: path, headers, body }, about, session.secret);
  const scope = `${credentials.caller.accessKeyId}/${about.date}/${place.region}/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  const answer = sendOut({
    method: 'PUT',
    url: `https://${host}${path}`,
    headers: {
      ...headers,
      authorization,
    },
    body,
    from: seenAddressOf(place, instanceId),
  });
  return answer !== undefined && answer.status < 300;
};
