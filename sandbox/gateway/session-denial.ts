import { authorize } from '../services/iam/authorize.js';
import { findKey } from '../services/iam/credentials.js';
import { refusalOf, type Place } from '../services/operation.js';
import { sessionsIn } from '../services/ssm/records.js';
import { endOf } from '../services/ssm/sessions.js';
import type { SessionRecord } from '../truth/records.js';

/** Why what an attacker holds gets no answer any more, by the rules that every call goes by; undefined while it does. */
export const denialOf = (place: Place, { accessKeyId, sessionId }: SessionRecord): string | undefined => {
  const { world } = place;
  if (sessionId !== undefined) {
    const row = sessionsIn(place).get(sessionId);
    return row === undefined || endOf(place, row) !== undefined ? 'the session was ended' : undefined;
  }
  if (accessKeyId === undefined) return undefined;
  const key = findKey(world, accessKeyId);
  if (key === undefined) return 'the key is gone';
  if (key.status !== 'active') return `the key is ${key.status}`;
  const request = {
    service: { name: 's3', model: 's3', families: [] },
    operation: 'ListBuckets',
    input: {},
    region: place.region,
    caller: key.caller,
    requestId: '',
    sourceIp: '203.0.113.66',
  };
  return refusalOf(() => authorize(world, request, { action: 's3:ListAllMyBuckets', resources: ['*'] }))?.message;
};
