import { uuid } from '../services/ids.js';
import type { Place } from '../services/operation.js';
import { sessionsIn, type SessionRecord } from './records.js';

/** Notes that an attacker has got hold of something that answers. */
export const openSession = (place: Place, spec: Omit<SessionRecord, 'id' | 'openedAt'>): SessionRecord => {
  const id = uuid();
  return sessionsIn(place).put(id, { ...spec, id, openedAt: place.world.clock.now() });
};

/** Says why a session gets no answer any more; undefined while it does. Asks IAM and Systems Manager of this world. */
export type Denial = (session: SessionRecord) => string | undefined;

/** Every session, and why it is over, if it is. Credentials once fetched live until they expire. */
export const judgedSessions = (place: Place, denial: Denial) =>
  sessionsIn(place)
    .all()
    .map((session) => {
      const isExpired = session.expiresAt !== undefined && session.expiresAt <= place.world.clock.now();
      const deniedBy = isExpired ? 'expired' : denial(session);
      return { ...session, answers: deniedBy === undefined, ...(deniedBy !== undefined && { deniedBy }) };
    });
