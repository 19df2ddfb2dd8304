import { defineUpdate, executeChild, proxyActivities, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Playbook } from '../workflows/contract/playbook.js';
import { makeRunPlaybook } from '../workflows/engine/run-playbook.js';
import { childOf } from './bare-names.js';

export { releaseRun } from '../workflows/engine/release-run.js';
export { runTrack } from '../workflows/engine/run-track.js';

/** Three steps that do nothing, on one target. */
const nothing: Playbook = {
  name: 'nothing',
  version: '1',
  title: 'Does nothing, three times',
  description: 'For measuring what the engine itself costs.',
  inputs: [{ name: 'target', title: 'An ARN', kind: 'text', required: true }],
  outline: [{ stage: 'only', actions: ['nothing'] }],
  stages: (input) => [
    {
      name: 'only',
      changes: true,
      tracks: [
        {
          target: input['target'] as string,
          steps: [1, 2, 3].map((number) => ({ id: `only/${number}/nothing`, action: 'nothing', input: { number } })),
        },
      ],
    },
  ],
};

/** The engine on that playbook. */
export const runPlaybook = makeRunPlaybook([nothing]);

/** What the bare workflows call: it does nothing, and says when, in epoch milliseconds. */
const { noop } = proxyActivities<{ readonly noop: () => Promise<number> }>({ startToCloseTimeout: '10s' });
const go = defineUpdate<void>('go');

/**
 * A bare workflow of the shape of a no-op run: `run.open`, `plan.stages`, a wait that expires, an update with
 * `gate.decide`, `plan.stages` again, a child with three times apply and verify, `run.record`. Answers when the child's
 * first activity began.
 */
export async function sameShape(): Promise<number> {
  let asked = false;
  let gone = false;
  setHandler(go, async () => {
    // Who decides has seen the plan.
    await condition(() => asked);
    await noop();
    gone = true;
  });
  await noop();
  await noop();
  asked = true;
  await condition(() => gone, '4h');
  await noop();
  const began = await executeChild(sixActivities, { workflowId: childOf(workflowInfo().workflowId) });
  await noop();
  return began;
}

/** The child of the bare workflow: apply and verify, three times. */
export async function sixActivities(): Promise<number> {
  const began = await noop();
  for (let count = 1; count < 6; count += 1) await noop();
  return began;
}

/** The same work with nobody asked and no child: three activities in a row. */
export async function flat(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await noop();
}

/** The least that an answer can set off: an update, and then one activity. Answers when that began. */
export async function hop(): Promise<number> {
  let gone = false;
  setHandler(go, () => void (gone = true));
  await condition(() => gone);
  return noop();
}
