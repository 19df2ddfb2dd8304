import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults/order.js';
import { refusalBy } from '../faults/refusal.js';
import type { Answer, RawRequest } from '../protocols/http.js';
import { failNextSnapshots } from '../services/ec2/storage/snapshot-faults.js';
import { notSimulated } from '../services/not-simulated.js';
import { AwsFailure } from '../services/operation.js';
import { forwarded } from './forwarded.js';
import { play, playing } from './play.js';
import { receive, type Received } from './received.js';
import { recordReceived } from './record-received.js';
import { refuse, reject } from './refuse.js';
import { settle, type Sandbox } from './sandbox.js';

/**
 * Answers one AWS request, or `undefined` when its connection is to be dropped. In this order: caller, fault, limit,
 * effect with its record, answer; so whatever had an effect is recorded, and whatever is answered is too.
 */
export async function answerCall(sandbox: Sandbox, raw: RawRequest, gone: AbortSignal): Promise<Answer | undefined> {
  settle(sandbox);
  const received = receive(sandbox.world(), sandbox.models, raw);
  if ('failure' in received) return reject(sandbox.world(), received);

  const fault = sandbox.faults.claim(received);
  if (fault?.kind === 'delay') await sleep(fault.delayMs);
  if (fault?.kind === 'cut-before-effect') return undefined;
  if (fault?.kind === 'hang-before-effect' && !(await sandbox.faults.hold(fault.id, gone))) return undefined;
  if (fault?.kind === 'stale-read') {
    const stale = sandbox.staleReads.recall(received);
    if (stale !== undefined) return stale;
  }
  const answer = await effect(sandbox, received, fault);
  if (received.readOnly && answer.status < 400) sandbox.staleReads.remember(received, answer);
  if (fault?.kind === 'hang-after-effect') await sandbox.faults.hold(fault.id, gone);
  return fault?.kind === 'lost-answer' ? undefined : answer;
}

/** Answers at once a request that comes from inside the world (a simulated host): without faults, limits, forwarding. */
export function answerInside(sandbox: Pick<Sandbox, 'world' | 'models' | 'log'>, raw: RawRequest): Answer {
  const world = sandbox.world();
  const received = receive(world, sandbox.models, raw);
  if ('failure' in received) return reject(world, received);
  const service = playing(received);
  return service === undefined
    ? refuse(world, received, notSimulated(`${received.service}:${received.operation}`))
    : play(sandbox, received, service);
}

async function effect(sandbox: Sandbox, received: Received, fault: Fault | undefined): Promise<Answer> {
  const refusal = (fault && refusalBy(fault, received, received.caller.arn)) ?? sandbox.limits.take(received);
  if (refusal !== undefined) return refuse(sandbox.world(), received, refusal);
  const service = playing(received);
  if (service === undefined) {
    const answer = await forwarded(sandbox.world(), sandbox.forward, received);
    // While moto was asked, the world may have been exchanged for another.
    const world = sandbox.world();
    if (answer instanceof AwsFailure) return refuse(world, received, answer);
    recordReceived(world, received, {});
    return answer;
  }
  if (fault?.kind === 'snapshot-error') failNextSnapshots(sandbox.world(), received);
  return play(sandbox, received, service);
}
