import { isRelease } from '../../workflows/contract/names.js';
import { isFinal } from '../../workflows/contract/words.js';
import type { RunView } from '../../workflows/contract/views.js';
import { untilRecorded, waitingApproval } from '../session/waiting.js';
import { people, type Guided } from './guided.js';

/** Puts right what an interrupted tour, or anybody, left on the target: stops open runs on it, releases what holds it. */
export const settle = async ({ session, target, say }: Guided): Promise<void> => {
  const { reading } = session;
  const [asker, signer] = [session.as(people.asker), session.as(people.signer)];
  const ours = (await reading.runs()).filter((one) => one.targets.some((name) => name.includes(target.id)));
  for (const { id, state } of ours) {
    if (!isFinal(state)) {
      say(`an earlier run ${id} is still ${state}: stopping it`);
      await asker.cancel(id, 'a new tour begins');
      await untilRecorded(reading, async () => ((await reading.run(id)).endedAt === null ? null : true));
    }
    if (!holds(await reading.run(id))) continue;
    say(`an earlier run ${id} still holds ${target.name}: releasing it`);
    await asker.release(id, [], 'a new tour begins');
    const plan = waitingApproval(await reading.run(id))?.plan;
    if (plan) await signer.approve(id, plan, 'a new tour begins');
    await untilRecorded(reading, async () => ((await reading.run(id)).endedAt === null ? null : true));
  }
};

// What stays changed after a release (Standby, unless it is named) is no hindrance: it is how the host is now.
const holds = ({ state, stages }: RunView): boolean =>
  state !== 'released' &&
  stages
    .filter((stage) => !isRelease(stage.name))
    .flatMap((stage) => stage.tracks.flatMap((track) => track.steps))
    .some((step) => step.effect === 'change' && ['applying', 'applied', 'verified', 'failed'].includes(step.state));
