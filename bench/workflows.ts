import { defineUpdate, executeChild, proxyActivities, condition, setHandler } from '@temporalio/workflow';
import type { Playbook } from '../workflows/contract/playbook.js';
import { makeRunPlaybook } from '../workflows/engine/run-playbook.js';

export { releaseRun } from '../workflows/engine/release-run.js';
export { runTrack } from '../workflows/engine/run-track.js';

/** Three steps that do nothing, on one target. */
const nothing: Playbook = {
  name: 'nothing',
  version: '1',
  title: 'Does nothing, three times',
  description: 'For measuring what the engine itself costs.',
  inputs: [{ name: 'target', title: 'Any word', kind: 'text', required: true }],
  outline: [{ stage: 'only', actions: ['nothing'] }],
  stages: (input) => [
    {
      name: 'only',
      changes: true,
      tracks: [
        {
          target: `arn:aws:bench:::${input['target'] as string}`,
          steps: [1, 2, 3].map((number) => ({ id: `only/${number}/nothing`, action: 'nothing', input: { number } })),
        },
      ],
    },
  ],
};

/** The engine on that playbook. */
export const runPlaybook = makeRunPlaybook([nothing]);

const { noop } = proxyActivities<{ readonly noop: () => Promise<void> }>({ startToCloseTimeout: '10s' });
const go = defineUpdate<void>('go');

/** A bare workflow of the same shape: open, plan, an update with an activity, plan again, a child of six, record. */
export async function sameShape(): Promise<void> {
  let gone = false;
  setHandler(go, async () => {
    await noop();
    gone = true;
  });
  await noop();
  await noop();
  await condition(() => gone);
  await noop();
  await executeChild(sixActivities);
  await noop();
}

/** The child of the bare workflow: apply and verify, three times. */
export async function sixActivities(): Promise<void> {
  for (let count = 0; count < 6; count += 1) await noop();
}

/** The same work with nobody asked and no child: three activities in a row. */
export async function flat(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await noop();
}
