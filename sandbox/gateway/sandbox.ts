import type { Faults } from '../faults/faults.js';
import type { StaleReads } from '../faults/stale-reads.js';
import type { Limits } from '../limits/limits.js';
import type { Answer } from '../protocols/http.js';
import type { Models } from '../protocols/model.js';
import type { World } from '../world/world.js';
import { errorText } from './error-text.js';
import type { Forward } from './moto-client.js';

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

/** Lets happen what became due. A reaction that fails is our fault, not the caller's: it is told and the world goes on. */
export function settle({ world, log }: Pick<Sandbox, 'world' | 'log'>): void {
  try {
    world().agenda.settle();
  } catch (error) {
    log(`agenda: ${errorText(error)}`);
  }
}
