import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../faults/faults.js';
import type { Fault } from '../faults/order.js';
import { refusalBy } from '../faults/refusal.js';
import type { StaleReads } from '../faults/stale-reads.js';
import type { Limits } from '../limits/limits.js';
import type { Answer, RawRequest } from '../protocols/http.js';
import type { Models } from '../protocols/model.js';
import { writeAnswer } from '../protocols/write-answer.js';
import { writeError } from '../protocols/write-error.js';
import { recordCall } from '../services/cloudtrail/record.js';
import { failNextSnapshots } from '../services/ec2/storage/snapshot-faults.js';
import { authorize } from '../services/iam/authorize.js';
import { noteKeyUse } from '../services/iam/key-use.js';
import { services } from '../services/index.js';
import { AwsFailure, type Service } from '../services/operation.js';
import { operationOf, perform } from '../services/perform.js';
import { reviewFlows } from '../truth/flows.js';
import type { World } from '../world/world.js';
import { forwarded } from './forwarded.js';
import type { Forward } from './moto-client.js';
import { refuseUnderKms } from './presigned-v2.js';
import { receive, type Received, type Rejected } from './received.js';

/** What answering AWS requests takes. `world` is another one after a reset or a load. */
export interface Sandbox {
  readonly world: () => World;
  readonly models: Models;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly staleReads: StaleReads<Answer>;
  readonly forward: Forward;
  readonly log: (line: string) => void;
}

/**
 * Answers one AWS request, or `undefined` when its connection is to be dropped. In this order: caller, fault, limit,
 * effect with its record, answer; so whatever had an effect is recorded, and whatever is answered is too.
 */
export async function answerCall(sandbox: Sandbox, raw: RawRequest, gone: AbortSignal): Promise<Answer | undefined> {
  settle(sandbox);
  const received = receive(sandbox.world(), sandbox.models, raw);
  if ('failure' in received) return reject(sandbox, received);

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
  const received = receive(sandbox.world(), sandbox.models, raw);
  if ('failure' in received) return reject(sandbox, received);
  const service = playing(received);
  return service === undefined ? refuse(sandbox, received, unsupported(received)) : play(sandbox, received, service);
}

async function effect(sandbox: Sandbox, received: Received, fault: Fault | undefined): Promise<Answer> {
  const refusal = (fault && refusalBy(fault, received, received.caller.arn)) ?? sandbox.limits.take(received);
  if (refusal !== undefined) return refuse(sandbox, received, refusal);
  const service = playing(received);
  if (service === undefined) {
    const denial = deniedToForward(sandbox.world(), received);
    const answer = denial ?? (await forwarded(sandbox.forward, received));
    if (answer instanceof AwsFailure) return refuse(sandbox, received, answer);
    record(sandbox, received, {});
    return answer;
  }
  if (fault?.kind === 'snapshot-error') failNextSnapshots(sandbox.world(), received);
  return play(sandbox, received, service);
}

/** moto checks no permissions, so they are checked before it is asked: the operation's own action, on everything. */
function deniedToForward(world: World, received: Received): AwsFailure | undefined {
  const { service: name, model, operation } = received;
  const service: Service = { name, model: model.folder, families: [] };
  try {
    authorize(world, { ...received, service }, { action: `${name}:${operation}`, resources: ['*'] });
    return undefined;
  } catch (error) {
    if (error instanceof AwsFailure) return error;
    throw error;
  }
}

/** The service that plays the operation here, if one does. */
const playing = ({ model, operation }: Received): Service | undefined =>
  services.find((service) => service.model === model.folder && operationOf(service, operation) !== undefined);

function play(sandbox: Pick<Sandbox, 'world' | 'models' | 'log'>, received: Received, service: Service): Answer {
  const world = sandbox.world();
  const resources = new Set<string>();
  try {
    return world.store.transact(() => {
      const output = perform(
        world,
        (each, request, need) => {
          for (const resource of need.resources) resources.add(resource);
          authorize(each, request, need);
        },
        { ...received, service },
      );
      // Between two changes of groups a flow may become untracked: what is really so is looked at after each.
      if (service.name === 'ec2' && !received.readOnly) reviewFlows({ world, ...received });
      const answer = writeAnswer(received.model, received.operation, output, received.requestId);
      if (received.signatureVersion === 2) refuseUnderKms(answer);
      record(sandbox, received, { output, resources: [...resources] });
      return answer;
    });
  } catch (error) {
    if (error instanceof AwsFailure) return refuse(sandbox, received, error, [...resources]);
    sandbox.log(
      `${service.name}:${received.operation}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return refuse(sandbox, received, new AwsFailure('InternalError', 'An internal error has occurred', 500));
  }
}

function refuse(
  sandbox: Pick<Sandbox, 'world'>,
  received: Received,
  failure: AwsFailure,
  resources: readonly string[] = [],
): Answer {
  record(sandbox, received, { failure, resources });
  return writeError(received.model, received.raw.method, failure, received.requestId);
}

function reject(sandbox: Pick<Sandbox, 'world'>, { answer, failure, ...known }: Rejected): Answer {
  if (known.operation !== undefined) record(sandbox, { ...known, operation: known.operation }, { failure });
  return answer;
}

type Outcome = { readonly output?: unknown; readonly failure?: AwsFailure; readonly resources?: readonly string[] };

function record(
  sandbox: Pick<Sandbox, 'world'>,
  known: Omit<Rejected, 'answer' | 'failure'> & { readonly operation: string },
  { output, failure, resources = [] }: Outcome,
): void {
  const world = sandbox.world();
  const { caller, requestId, region, service, operation, sourceIp = '', userAgent = '', readOnly = false } = known;
  const account = caller?.account;
  world.store.transact(() => {
    if (caller !== undefined) noteKeyUse(world, caller.accessKeyId, service, region, world.clock.now());
    // A key that is nobody's belongs to no account, so no account's trail shows it.
    if (account !== undefined)
      recordCall(world, {
        service,
        operation,
        input: known.input ?? {},
        output,
        ...(failure && { error: failure }),
        caller,
        requestId,
        region,
        account,
        sourceIp,
        userAgent,
        readOnly,
        resources: resources.filter((one) => one !== '*'),
        at: world.clock.now(),
      });
  });
}

const unsupported = ({ service, operation }: Received): AwsFailure =>
  new AwsFailure('UnsupportedInSandbox', `${service}:${operation} is not simulated`, 501);

/** Lets happen what became due. A reaction that fails is our fault, not the caller's: it is told and the world goes on. */
export function settle({ world, log }: Pick<Sandbox, 'world' | 'log'>): void {
  try {
    world().agenda.settle();
  } catch (error) {
    log(`agenda: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
