import type { Place } from '../services/operation.js';
import { bootedAt, hostOf } from './host.js';
import { reaches } from './network.js';
import { may } from './permission.js';
import { credentialsOf } from './role.js';

/** Between the state `running` and the agent's first words: the operating system starts meanwhile. */
const STARTS_MS = 30_000;

/** What SSM Agent calls; a role without one of them has no managed node. */
const ACTIONS = ['ssm:UpdateInstanceInformation', 'ssmmessages:OpenControlChannel'] as const;

/**
 * Whether SSM Agent can speak with Systems Manager at this moment: it runs, has credentials that allow it, and a way to
 * the endpoints. AWS lets a control channel that it tracks live on when groups change; here it does not: a host that
 * could open no new one is cut off at once.
 */
export const agentConnects = (place: Place, instanceId: string): boolean => {
  const host = hostOf(place, instanceId);
  const booted = host && bootedAt(place, host.instance);
  if (host === undefined || booted === undefined || !host.facts.agent.installed) return false;
  if (place.world.clock.now() < booted + STARTS_MS) return false;
  const credentials = credentialsOf(place, instanceId);
  if (credentials === undefined) return false;
  if (!ACTIONS.every((action) => may(place, credentials.caller, { action, resources: ['*'] }))) return false;
  return reaches(place, instanceId, 'ssm', 'ssmmessages');
};
