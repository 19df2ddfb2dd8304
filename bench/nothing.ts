import { z } from 'zod';
import { action } from '../activities/action.js';

/** An action that does nothing: what a run of it costs is the engine's own. */
export const nothing = action({
  name: 'nothing',
  title: 'Does nothing',
  effect: 'change',
  blocking: true,
  input: z.strictObject({ number: z.number() }),
  facts: z.null(),
  output: z.null(),
  permissions: [],
  plan: (aws) =>
    Promise.resolve({
      owner: aws.account,
      kind: 'nothing',
      calls: [],
      targetState: {},
      reversible: true,
      summary: 'nothing',
      facts: null,
    }),
  apply: () => Promise.resolve(null),
  verify: () => Promise.resolve({ assurance: 'configured', holds: true, facts: [], notCut: [] }),
});
