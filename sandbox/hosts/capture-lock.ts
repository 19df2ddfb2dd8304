import { then } from './capture-protocol.js';
import { bootedAt } from './host.js';
import { textIn, type PlayState, type Scene, type Step } from './play.js';
import { locksIn, runsIn } from './run-records.js';

const LOCK_WAIT_MS = 5_000;
const DOWNLOAD_MS = 400;

/**
 * The first step of every script of a capture: once per nonce and kind of script. Undefined when it holds the lock
 * already; the phase after is the caller's `next`.
 */
export const lock = (scene: Scene, state: PlayState, nonce: string, next: string): Step | undefined => {
  if (textIn(state, 'phase') !== '') return undefined;
  const { place, host, run, script } = scene;
  const id = `${host.instance.id}/${nonce}/${script.marker}`;
  const holder = locksIn(place).get(id)?.run;
  const held = holder === undefined || holder === run ? undefined : runsIn(place).get(holder);
  if (held?.exit !== undefined) return { out: held.stdout, err: held.stderr, exit: held.exit };
  const alive = held?.endedAt === undefined && held?.bootedAt === bootedAt(place, host.instance);
  if (held !== undefined && alive) return { afterMs: LOCK_WAIT_MS, state };
  locksIn(place).put(id, { run });
  return then(state, next, DOWNLOAD_MS);
};
