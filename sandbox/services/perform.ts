import type { World } from '../world/world.js';
import { notSimulated } from './not-simulated.js';
import {
  AwsFailure,
  PartialFailure,
  type Call,
  type Caller,
  type Need,
  type Operation,
  type Service,
} from './operation.js';

/** A request that is authenticated and whose input the service model has accepted. */
export interface Request {
  readonly service: Service;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent?: string | undefined;
}

/** Refuses (throws the service's own denial) unless the policies in force allow `need`. */
export type Authorize = (world: World, request: Request, need: Need) => void;

/** The operation that a service plays itself, if it does. */
export const operationOf = (service: Service, name: string): Operation | undefined =>
  service.families.find((family) => Object.hasOwn(family, name))?.[name];

/**
 * Lets a request happen: whole, or not at all. A dry run goes through all of it, permissions first, and is taken back;
 * that it would have succeeded is an error.
 */
export const perform = (world: World, authorize: Authorize, request: Request): unknown => {
  const { service, operation: name, input, region, caller, requestId, sourceIp } = request;
  const operation = operationOf(service, name);
  if (operation === undefined) throw notSimulated(`${service.name}:${name}`);
  const call: Call = {
    world,
    account: caller.account,
    region,
    requestId,
    operation: name,
    caller,
    sourceIp,
    require: (need) => authorize(world, request, need),
  };
  const work = (): unknown => {
    const needs = operation.needs?.(call, input as never) ?? [
      { action: `${service.prefix ?? service.name}:${name}`, resources: ['*'] },
    ];
    for (const need of needs) authorize(world, request, need);
    return operation.run(call, input as never);
  };
  if (input['DryRun'] !== true) {
    const outcome = world.store.transact(() => orPartial(work));
    if (outcome instanceof PartialFailure) throw outcome;
    return outcome;
  }
  world.store.rehearse(work);
  throw (
    service.dryRun?.() ??
    new AwsFailure('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)
  );
};

const orPartial = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    if (error instanceof PartialFailure) return error;
    throw error;
  }
};
