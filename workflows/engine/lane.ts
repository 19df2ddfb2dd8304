import type { RunReference } from '../contract/activities.js';
import { describeFailure } from './failures.js';
import type { Gates } from './gates.js';
import type { Lane, StagesEnd } from './progress.js';
import { engine } from './proxies.js';
import type { ReleaseChosen } from './track.js';

/** Puts on record that targets cannot be planned any more, and opens a failure gate on them. */
export const unplanned = async (
  run: RunReference,
  gates: Gates,
  { only }: Lane,
  error: unknown,
): Promise<Lane['stopped']> => {
  const [step = run.run] = only;
  const failure = describeFailure(error);
  const { gate } = await engine['step.failed']({ ...run, step, undoing: false, failure, gate: gates.request() });
  return gate && { step, gate };
};

/** Waits for a person's answer to that, and does as it says. Null: it is planned again. */
export const laneStopped = async (
  run: RunReference,
  gates: Gates,
  lane: Lane,
  releaseChosen: ReleaseChosen,
): Promise<StagesEnd | null> => {
  if (!lane.stopped) return null;
  const { choice, signed } = await gates.failure(lane.stopped.step, lane.stopped.gate);
  lane.stopped = null;
  switch (choice) {
    case 'retry':
      return null;
    case 'skip':
      return skipped(run, lane, signed.document.reason);
    case 'abort':
      return 'abort';
    case 'release':
      releaseChosen(signed);
      return 'release';
  }
};

/** Puts on record that what the targets had become was not signed: the run ends without them, and says so. */
export const leaveOut = (run: RunReference, lane: Lane, answer: 'denied' | 'expired'): Promise<StagesEnd> =>
  skipped(
    run,
    lane,
    answer === 'denied'
      ? 'It moved since it was signed, and what it had become was denied.'
      : 'It moved since it was signed, and nobody signed what it had become before the gate expired.',
  );

const skipped = async (run: RunReference, { only }: Lane, reason: string): Promise<StagesEnd> => {
  for (const step of only) await engine['step.skipped']({ ...run, step, reason });
  return 'partly';
};
