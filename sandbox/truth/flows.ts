import { keepWatch, lookAgain, wakeWatches, type Watch } from '../world/watch.js';
import type { Reaction } from '../world/agenda.js';
import type { World } from '../world/world.js';
import { wakeFlowLogs } from '../services/ec2/network/flow-log-plan.js';
import { instancesIn, interfacesIn } from '../services/ec2/records.js';
import { uuid } from '../services/ids.js';
import type { Place } from '../services/operation.js';
import { pathOf, type FlowEnds } from './paths.js';
import { flowsIn, type FlowRecord } from './records.js';
import { tapsOf } from './taps.js';
import { endedTries, triesOf, TRY_EVERY } from './tries.js';
import { ending, passage, trackingOf } from './verdict.js';

/** A flow that a scenario opens. */
export type FlowSpec = FlowEnds & Pick<FlowRecord, 'busy' | 'reconnects'>;

const REVIEW = 'truth.review';

const reviewWatch = ({ account, region }: Place): Watch => ({
  id: `${REVIEW} ${account} ${region}`,
  kind: REVIEW,
  every: TRY_EVERY,
  detail: { account, region },
});

/** Opens a flow, if the network lets it through now; undefined when it does not. */
export const openFlow = (place: Place, spec: FlowSpec): FlowRecord | undefined => {
  const owner = interfacesIn(place).get(spec.interfaceId);
  const path = owner && pathOf(place, owner, spec);
  const { allowed, tracked } = passage(place, spec);
  if (owner?.attachment === undefined || path === undefined || !allowed) return undefined;
  const id = uuid();
  keepWatch(place.world, reviewWatch(place));
  wakeWatches(place.world);
  wakeFlowLogs(place);
  return flowsIn(place).put(id, {
    ...spec,
    id,
    instanceId: owner.attachment.instanceId,
    path,
    taps: tapsOf(place, owner, spec),
    tries: [],
    // IPv6 addresses are an interface's own.
    ...(path === 'internet' && !spec.remote.includes(':') && owner.publicIp && { publicIp: owner.publicIp.ip }),
    openedAt: place.world.clock.now(),
    openedAs: tracked,
    tracking: tracked,
  });
};

/**
 * Lets the network act on all flows: those end that cannot go on, those open again whose side keeps trying. To be
 * called after every change of EC2. True when anything changed.
 */
export const reviewFlows = (place: Place): boolean => {
  const before = flowsIn(place).all();
  for (const flow of before) {
    if (flow.endedAt === undefined) review(place, flow);
    else if (flow.reconnects && flow.followedBy === undefined) reconnect(place, flow);
  }
  const after = flowsIn(place).all();
  return after.length !== before.length || after.some((flow, index) => flow !== before[index]);
};

const review = (place: Place, flow: FlowRecord): void => {
  const endedBy = ending(place, flow);
  if (endedBy !== undefined)
    return void flowsIn(place).put(flow.id, { ...flow, endedAt: place.world.clock.now(), endedBy });
  const owner = interfacesIn(place).get(flow.interfaceId);
  const tracking = owner === undefined ? flow.tracking : trackingOf(place, owner, flow);
  if (tracking !== flow.tracking) flowsIn(place).put(flow.id, { ...flow, tracking });
};

const reconnect = (place: Place, flow: FlowRecord): void => {
  const { interfaceId, kind, direction, remote, protocol, port, busy, reconnects } = flow;
  const next = openFlow(place, { interfaceId, kind, direction, remote, protocol, port, busy, reconnects });
  if (next !== undefined)
    return void flowsIn(place).put(flow.id, { ...flow, tries: endedTries(place, flow), followedBy: next.id });
  const tries = triesOf(place, flow);
  if (tries === flow.tries) return;
  flowsIn(place).put(flow.id, { ...flow, tries });
  wakeFlowLogs(place);
};

/** What the hidden truth does by itself: a review every 10 seconds, while any flow lives or is tried again. */
export const truthReactions = (world: World): Readonly<Record<string, Reaction>> => ({
  [REVIEW]: (detail) => {
    const { account, region } = detail as { readonly account: string; readonly region: string };
    const place = { world, account, region };
    const quiet = !reviewFlows(place) && !willChange(place);
    const watched = flowsIn(place)
      .all()
      .some((flow) => flow.endedAt === undefined || (flow.reconnects && flow.followedBy === undefined));
    if (watched) lookAgain(world, reviewWatch(place), quiet);
  },
});

/** Whether time alone may end or open a flow. */
const willChange = (place: Place): boolean => {
  const now = place.world.clock.now();
  const living = flowsIn(place)
    .all()
    .filter((flow) => flow.endedAt === undefined || flow.reconnects);
  const isMoving = living.some(({ instanceId }) => {
    const instance = instancesIn(place).get(instanceId);
    return instance !== undefined && (instance.state.until > now || instance.metadata.appliedAt > now);
  });
  return isMoving || living.some((flow) => !flow.busy && flow.endedAt === undefined);
};
