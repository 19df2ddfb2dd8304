import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { callsSoFar } from './effects.js';
import { judgeHalf, playHalf, type Ending } from './half.js';
import { askForRun, seeReleased, seeThrough } from './people.js';
import type { Phase } from './phase.js';
import { notPutBack } from './put-back.js';
import { broken, unannounced, unanswered } from './recorded.js';
import { calm, type Scene } from './scenes.js';
import type { Disturbance } from './script.js';
import type { Site } from './site.js';

/** How a scene goes when nobody disturbs it. */
export type Undisturbed = Readonly<Record<Phase['name'], Ending>>;

/** What is to happen in each half of a round. */
export type Scripts = Readonly<Record<Phase['name'], readonly Disturbance[]>>;

/** A round as it went: what happened, how both halves ended, and everything that should not be so. */
export type Round = {
  readonly happened: readonly Disturbance[];
  readonly endings: Undisturbed;
  readonly violations: readonly string[];
};

/**
 * Plays a scene from the same calm estate each time: the run, then its release, while what the scripts say happens to
 * them. Without `expected` nothing is compared with how it goes undisturbed.
 */
export const playRound = async (site: Site, scene: Scene, scripts: Scripts, expected?: Undisturbed): Promise<Round> => {
  await site.steer((admin) => admin.load(calm));
  await site.ready();
  const caseId = `case-${randomBytes(4).toString('hex')}`;
  const begun = await callsSoFar(site);
  const run = await askForRun(site, scene, caseId);
  const first = await playHalf(site, { name: 'run', case: caseId, run }, scripts.run, begun, seeThrough);
  if (first.phase.terminated) await pause(inFlight);
  const hasBegun = (await site.reading.entries(caseId)).some(({ kind }) => kind === 'intent');
  const second = await playHalf(
    site,
    { name: 'release', case: caseId, run },
    scripts.release,
    await callsSoFar(site),
    hasBegun ? seeReleased : nothingToRelease,
  );
  const halves = [first, second];
  const entries = await site.reading.entries(caseId);
  return {
    happened: halves.flatMap(({ happened }) => happened),
    endings: { run: first.ending, release: second.ending },
    violations: [
      ...halves.flatMap((half) => judgeHalf(half, expected?.[half.phase.name], first.phase.terminated)),
      ...unannounced(
        entries,
        halves.flatMap(({ effects }) => effects),
      ),
      ...unanswered(entries),
      ...(await broken(site, caseId)),
      ...(await notPutBack(site)),
    ],
  };
};

/** A call that is not answered is given up after eight seconds: nothing of a terminated run is under way after these. */
const inFlight = 9_000;

const nothingToRelease = async (): Promise<readonly string[]> => [];
