import { agentConnects } from '../../hosts/agent.js';
import type { Reaction } from '../../world/agenda.js';
import type { World } from '../../world/world.js';
import type { Place } from '../operation.js';
import { begin } from './begin-step.js';
import { invocationsOf, putInvocation } from './invocations.js';
import { errorsOf, limitOf } from './outcome.js';
import { commandsIn, hasEnded, type CommandRecord, type InvocationRecord } from './records.js';

/** What the agenda keeps of a command that something is due for. */
export type CommandPlan = { readonly account: string; readonly region: string; readonly commandId: string };

/** How long a command is on its way to an agent that listens. */
const DELIVERY_MS = 1_500;

/** Plans the delivery of a new command and the moment at which it times out. */
export const planDispatch = (place: Place, { id, requestedAt, expiresAt }: CommandRecord): void => {
  const detail: CommandPlan = { account: place.account, region: place.region, commandId: id };
  place.world.agenda.plan(`ssm.dispatch/${id}`, requestedAt + DELIVERY_MS, 'ssm.dispatch', detail);
  place.world.agenda.plan(`ssm.expire/${id}`, expiresAt, 'ssm.expire', detail);
};

const waits = ({ status }: InvocationRecord): boolean => status === 'Pending' || status === 'Delayed';

/**
 * Hands a command to the agents that are in touch, as many at once as MaxConcurrency allows, until as many failed as
 * MaxErrors. Who is not in touch waits; delivery to them is tried again.
 */
export const dispatch = (place: Place, command: CommandRecord): void => {
  const now = place.world.clock.now();
  const all = invocationsOf(place, command);
  const waiting = all.filter(waits);
  if (waiting.length === 0 || now < command.requestedAt + DELIVERY_MS) return;
  if (errorsOf(all) > limitOf(command.maxErrors, all.length)) {
    for (const one of waiting) putInvocation(place, { ...one, status: 'Cancelled', details: 'Terminated' });
    return;
  }
  const atOnce = Math.max(1, limitOf(command.maxConcurrency, all.length));
  let free = atOnce - all.filter((one) => !waits(one) && !hasEnded(one)).length;
  for (const one of waiting) {
    if (now >= command.deliverUntil) return;
    if (!agentConnects(place, one.instanceId)) {
      if (one.status !== 'Delayed') putInvocation(place, { ...one, status: 'Delayed', details: 'Delayed' });
    } else if (free > 0) {
      free -= 1;
      begin(place, { ...one, status: 'InProgress', details: 'InProgress', startedAt: now }, command);
    }
  }
};

/** `ssm.dispatch`: the first try to deliver a command. */
export const dispatchReaction =
  (world: World): Reaction =>
  (detail) => {
    const { account, region, commandId } = detail as CommandPlan;
    const place = { world, account, region };
    const command = commandsIn(place).get(commandId);
    if (command !== undefined) dispatch(place, command);
  };
