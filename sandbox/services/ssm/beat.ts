import { agentConnects } from '../../hosts/agent.js';
import type { Reaction } from '../../world/agenda.js';
import type { Row } from '../../world/store.js';
import type { World } from '../../world/world.js';
import { instancesIn, stateAt } from '../ec2/records.js';
import type { Place } from '../operation.js';
import { catchUp } from './execution.js';
import { agentsIn } from './records.js';

const BEAT = 'ssm.beat';
const EVERY_MS = 60_000;
const LONGEST_MS = 30 * EVERY_MS;

/** What the agenda keeps between two beats. */
type Last = Row & { readonly last: number };

/**
 * Lets the agents of a world be heard of from now on, if they are not yet. Nothing tells Systems Manager that a group, a
 * role or an instance changed: every minute it hears who is still in touch.
 */
export const beginBeats = (world: World): void => {
  if (world.agenda.planned().some(([, { kind }]) => kind === BEAT)) return;
  const now = world.clock.now();
  world.store.transact(() => plan(world, now, now));
};

const plan = (world: World, at: number, last: number): void => {
  const detail: Last = { last };
  world.agenda.plan(BEAT, at, BEAT, detail);
};

/** `ssm.beat`: who is in touch and who is not any more; what waited for an agent goes on. */
export const beatReaction =
  (world: World): Reaction =>
  (detail, at, until) => {
    const { last } = detail as Last;
    for (const scope of world.scopesOf('ec2.instances')) {
      const place = { world, ...scope };
      for (const { id } of instancesIn(place).all()) hear(place, id, at, last);
      catchUp(place);
    }
    // Nothing but credentials changes between what is due: a world that slept need not hear of every minute of it.
    const longest = Math.max(LONGEST_MS, (until - at) / 1_000);
    const quietUntil = Math.min(world.agenda.next() ?? until, until, at + longest);
    const skipped = Math.max(0, Math.floor((quietUntil - at) / EVERY_MS) - 1);
    plan(world, at + (skipped + 1) * EVERY_MS, at + skipped * EVERY_MS);
  };

const hear = (place: Place, instanceId: string, at: number, last: number): void => {
  const agents = agentsIn(place);
  const agent = agents.get(instanceId);
  if (agentConnects(place, instanceId)) {
    if (agent === undefined) agents.put(instanceId, { registeredAt: at, connectedAt: at });
    else if (agent.lostAt !== undefined) agents.put(instanceId, { registeredAt: agent.registeredAt, connectedAt: at });
  } else if (agent !== undefined && agent.lostAt === undefined) {
    agents.put(instanceId, { ...agent, lostAt: Math.max(last, agent.connectedAt) });
  }
  const instance = instancesIn(place).get(instanceId);
  if (instance !== undefined && stateAt(instance, at) === 'terminated') agents.delete(instanceId);
};
