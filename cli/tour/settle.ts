import { isRelease } from '../../workflows/contract/names.js';
import { isFinal } from '../../workflows/contract/words.js';
import type { RunView } from '../../workflows/contract/views.js';
import type { Session } from '../session/session.js';
import { untilRecorded, waitingApproval } from '../session/waiting.js';

/** Puts right what an interrupted tour, or anybody, left on the target: stops open runs on it, releases what holds it. */
export const settle = async (
  session: Session,
  { asker, signer }: { readonly asker: string; readonly signer: string },
  target: string,
  say: (text: string) => void,
): Promise<void> => {
  const { reading } = session;
  const ours = reading.runs().filter((one) => one.targets.some((name) => name.includes(target)));
  for (const { id, state } of ours) {
    if (!isFinal(state)) {
      say(`an earlier run ${id} is still ${state}: stopping it`);
      await session.as(asker).cancel(id, 'a new tour begins');
      await untilRecorded(reading, () => (reading.run(id).endedAt === null ? null : true));
    }
    if (!holds(reading.run(id))) continue;
    say(`an earlier run ${id} still holds ${target}: releasing it`);
    await session.as(asker).release(id, [], 'a new tour begins');
    const plan = waitingApproval(reading.run(id))?.plan;
    if (plan) await session.as(signer).approve(id, plan, 'a new tour begins');
    await untilRecorded(reading, () => (reading.run(id).endedAt === null ? null : true));
  }
};

const holds = (view: RunView): boolean =>
  view.stages
    .filter((stage) => !isRelease(stage.name))
    .flatMap((stage) => stage.tracks.flatMap((track) => track.steps))
    .some((step) => step.effect === 'change' && ['applying', 'applied', 'verified', 'failed'].includes(step.state));
