import { createHash } from 'node:crypto';
import { signHeaders } from '../gateway/sign-headers.js';
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
  const headers = {
    'content-md5': createHash('md5').update(body).digest('base64'),
    host,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-security-token': session.token,
  };
  const request = { method: 'PUT', target: path, headers, body };
  const role = { accessKeyId: credentials.caller.accessKeyId, secretAccessKey: session.secret };
  const answer = sendOut({
    method: 'PUT',
    url: `https://${host}${path}`,
    headers: signHeaders(request, { region: place.region, service: 's3' }, role),
    body,
    from: seenAddressOf(place, instanceId),
  });
  return answer !== undefined && answer.status < 300;
};
