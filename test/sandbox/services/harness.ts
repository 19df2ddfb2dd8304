import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsFailure, type Caller, type Place, type Service } from '../../../sandbox/services/operation.js';
import { perform, type Authorize } from '../../../sandbox/services/perform.js';
import { openWorld, type World } from '../../../sandbox/world/world.js';

/** A world of one test file and a way to call services in it without a wire: for what a service does, not how it is spelled. */
export type Bench = {
  readonly world: World;
  readonly place: Place;
  readonly caller: Caller;
  /** Calls an operation as root (or `as`), after letting everything happen that is due. */
  readonly call: <T = Record<string, never>>(service: Service, operation: string, input?: object, as?: Caller) => T;
  /** The code of the error that the call ends in; fails when it succeeds. */
  readonly refusal: (service: Service, operation: string, input?: object, as?: Caller) => string;
  /** Moves the world's clock forward and lets what became due happen. */
  readonly pass: (ms: number) => void;
  readonly close: () => void;
};

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

const root: Caller = {
  account: ACCOUNT,
  accessKeyId: 'AKIAROOT',
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  kind: 'root',
  userId: ACCOUNT,
};

/** Opens an empty world with the reactions of `playing`; `authorize` allows everything unless given. */
export const openBench = (playing: readonly Service[], authorize: Authorize = () => undefined): Bench => {
  const directory = mkdtempSync(join(tmpdir(), 'firebreak-world-'));
  const world = openWorld(
    directory,
    (each) => new Map(playing.flatMap((service) => Object.entries(service.reactions?.(each) ?? {}))),
  );
  let requests = 0;
  const call: Bench['call'] = (service, operation, input = {}, as = root) => {
    world.agenda.settle();
    return perform(world, authorize, {
      service,
      operation,
      input: input as Record<string, unknown>,
      region: REGION,
      caller: as,
      requestId: `request-${++requests}`,
      sourceIp: '198.51.100.7',
    }) as never;
  };
  return {
    world,
    place: { world, account: ACCOUNT, region: REGION },
    caller: root,
    call,
    refusal: (...args) => {
      try {
        call(...args);
      } catch (error) {
        if (error instanceof AwsFailure) return error.code;
        throw error;
      }
      throw new Error(`${args[1]} was not refused`);
    },
    pass: (ms) => {
      world.clock.advance(ms);
      world.agenda.settle();
    },
    close: () => {
      world.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
