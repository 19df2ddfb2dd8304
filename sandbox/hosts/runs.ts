import type { Place } from '../services/operation.js';
import { bootedAt, hostOf, seenAddressOf } from './host.js';
import { reaches } from './network.js';
import { sendOut } from './outbound.js';
import { playerFor } from './players.js';
import type { Scene } from './play.js';
import { runsIn, type HostRun } from './run-records.js';
import { readScript } from './script.js';

/** What a script has printed so far, and how it ended. */
export const runOf = (place: Place, id: string): HostRun | undefined => runsIn(place).get(id);

/** Starts a script on a host that is up; it takes its first step when `stepRun` is called. */
export const startRun = (place: Place, id: string, instanceId: string, script: string): void => {
  const host = hostOf(place, instanceId);
  runsIn(place).put(id, {
    instanceId,
    script,
    startedAt: place.world.clock.now(),
    bootedAt: (host && bootedAt(place, host.instance)) ?? 0,
    state: {},
    stdout: '',
    stderr: '',
  });
};

/**
 * Lets a script take its next step. Answers after how many milliseconds the one after it is due; undefined when it has
 * ended, or is gone with the operating system under it.
 */
export const stepRun = (place: Place, id: string): number | undefined => {
  const run = runsIn(place).get(id);
  const host = run && hostOf(place, run.instanceId);
  if (run === undefined || host === undefined || run.endedAt !== undefined) return undefined;
  if (bootedAt(place, host.instance) !== run.bootedAt) return undefined;
  const script = readScript(run.script);
  const scene: Scene = {
    place,
    host,
    script,
    run: id,
    send: (request) =>
      reaches(place, run.instanceId, 's3')
        ? (sendOut({ ...request, from: seenAddressOf(place, run.instanceId) }) ?? 'unknown')
        : 'timeout',
  };
  const step = playerFor(host.instance.platform, script)(scene, run.state);
  const printed = { stdout: run.stdout + (step.out ?? ''), stderr: run.stderr + (step.err ?? '') };
  if ('exit' in step) {
    runsIn(place).put(id, { ...run, ...printed, endedAt: place.world.clock.now(), exit: step.exit });
    return undefined;
  }
  runsIn(place).put(id, { ...run, ...printed, state: step.state });
  return step.afterMs;
};

/** Ends a script where it is, as a signal does. */
export const killRun = (place: Place, id: string): void => {
  const run = runsIn(place).get(id);
  if (run !== undefined && run.endedAt === undefined)
    runsIn(place).put(id, { ...run, endedAt: place.world.clock.now() });
};
