import { findKey } from '../../services/iam/credentials.js';
import type { SuspectKey } from '../../services/guardduty/subjects.js';
import type { Place } from '../../services/operation.js';
import { sessionsOf } from '../../services/sts/sessions.js';
import { openSession as noteSession } from '../../truth/sessions.js';
import type { SessionRecord } from '../../truth/records.js';

/** A key as GuardDuty names it in a finding. */
export const suspect = ({ world }: Place, accessKeyId: string): SuspectKey => {
  const caller = findKey(world, accessKeyId)?.caller;
  const session = sessionsOf(world).get(accessKeyId);
  const userName = session?.roleName ?? session?.userName ?? caller?.arn.split('/').at(-1) ?? '';
  return {
    accessKeyId,
    principalId: caller?.userId ?? '',
    userName,
    userType: session?.kind === 'role' ? 'AssumedRole' : 'IAMUser',
  };
};

/** Notes in the hidden truth that an attacker holds this key: it answers until IAM says otherwise. */
export const noteKey = (
  place: Place,
  accessKeyId: string,
  kind: SessionRecord['kind'],
  more: Pick<SessionRecord, 'instanceId'> = {},
): void => {
  const principal = findKey(place.world, accessKeyId)?.caller.arn ?? '';
  const session = sessionsOf(place.world).get(accessKeyId);
  // Sessions end on the real clock, the truth is on the world's.
  const offset = place.world.clock.latest() - Date.now();
  const expiresAt = session && session.expiresAt + offset;
  noteSession(place, { kind, principal, accessKeyId, ...(expiresAt && { expiresAt }), ...more });
};
