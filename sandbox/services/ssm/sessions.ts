import { randomBytes } from 'node:crypto';
import { agentConnects } from '../../hosts/agent.js';
import { bootedAt, hostOf } from '../../hosts/host.js';
import type { Caller, Place } from '../operation.js';
import { sessionsIn, type SessionRecord } from './records.js';

/** Session Manager ends a session in which nothing happens ("idle session timeout", default). */
const IDLE_MS = 20 * 60_000;

/** A session that somebody opens on a host. `busyUntil`: somebody types in it until then, so it is not idle before. */
export type NewSession = {
  readonly target: string;
  readonly owner: Pick<Caller, 'arn' | 'userId'>;
  readonly documentName?: string | undefined;
  readonly reason?: string | undefined;
  readonly busyUntil?: number;
};

/**
 * Opens a session; undefined when the host's agent is not in touch. It lives on a connection of its own, which AWS
 * tracks: a change of groups does not end it, only TerminateSession, the end of the host's run, or silence.
 */
export const openSession = (place: Place, { target, owner, ...more }: NewSession): SessionRecord | undefined => {
  const host = hostOf(place, target);
  if (host === undefined || !agentConnects(place, target)) return undefined;
  const now = place.world.clock.now();
  const id = `${owner.arn.split('/').at(-1)?.split(':').at(-1) ?? 'root'}-0${randomBytes(8).toString('hex')}`;
  return sessionsIn(place).put(id, {
    id,
    target,
    owner: owner.arn,
    ownerUserId: owner.userId,
    startedAt: now,
    documentName: more.documentName ?? 'SSM-SessionManagerRunShell',
    ...(more.reason !== undefined && { reason: more.reason }),
    busyUntil: more.busyUntil ?? now,
    bootedAt: bootedAt(place, host.instance) ?? now,
  });
};

/** When a session ended, on the world's clock; undefined while it is open. */
export const endOf = (place: Place, session: SessionRecord): number | undefined => {
  const now = place.world.clock.now();
  if (session.terminatedAt !== undefined) return session.terminatedAt;
  const idle = Math.max(session.startedAt, session.busyUntil) + IDLE_MS;
  const instance = hostOf(place, session.target)?.instance;
  if (instance === undefined) return now;
  if (bootedAt(place, instance) !== session.bootedAt) return Math.min(idle, instance.state.at, now);
  return now >= idle ? idle : undefined;
};

/** Ends a session for good; what has ended already stays as it ended. */
export const closeSession = (place: Place, id: string): void => {
  const session = sessionsIn(place).get(id);
  if (session !== undefined && endOf(place, session) === undefined)
    sessionsIn(place).put(id, { ...session, terminatedAt: place.world.clock.now() });
};

/** What a Session Manager client connects with; nobody is at the other end here. */
export const streamOf = (
  { region }: Place,
  id: string,
): { readonly SessionId: string; readonly TokenValue: string; readonly StreamUrl: string } => ({
  SessionId: id,
  TokenValue: `AAEAA${randomBytes(180).toString('base64')}`,
  StreamUrl: `wss://ssmmessages.${region}.amazonaws.com/v1/data-channel/${id}?role=publish_subscribe`,
});
