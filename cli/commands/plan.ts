import type { PlanReference } from '../../workflows/contract/plan.js';
import { workflowTypes } from '../../workflows/contract/names.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { documentPlanText } from '../output/document-plan-text.js';
import { checkLaunch, ownNames } from '../session/check-launch.js';
import { askWorker } from '../session/submit.js';
import { withSession } from './context.js';
import { playbookInput } from './inputs.js';
import { freshId } from '../session/fresh-id.js';

/** Computes and prints the plan of a playbook. A worker reads AWS for it; nothing is changed, and nothing waits. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [playbook, ...more] = invocation.positionals;
  if (!playbook || more.length > 0)
    throw usageError('firebreak plan needs one playbook.', 'There are: firebreak playbooks');
  const input = ownNames(playbook, await playbookInput(invocation));
  checkLaunch(playbook, input);
  return withSession(invocation, async (session) => {
    invocation.out.progress(`a worker reads AWS for ${playbook} …`);
    const run = freshId('plan');
    const asked = { case: 'previews', run, playbook, input };
    const look = { within: '2m', look: `audit show ${run}` } as const;
    const reference = (await askWorker(session, workflowTypes.preview, asked, look)) as PlanReference;
    const document = await session.reading.document(reference.document);
    const stages = document.stages.map((stage) => ({
      name: stage.name,
      hash: reference.stages.find((one) => one.name === stage.name)?.hash,
      tracks: stage.tracks,
    }));
    invocation.out.result(
      { hash: reference.root, playbook, account: document.account, region: document.region, stages },
      () => documentPlanText(document, reference.root),
    );
    return exit.done;
  });
};
