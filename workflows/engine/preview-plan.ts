import { ApplicationFailure, uuid4 } from '@temporalio/workflow';
import { failureTypes } from '../contract/failures.js';
import type { JsonObject } from '../contract/json.js';
import type { PlanReference } from '../contract/plan.js';
import type { Playbook } from '../contract/playbook.js';
import { engine } from './proxies.js';
import { resolveInputs } from './resolve-inputs.js';

/** What a preview needs: no person signs it, because it can change nothing. */
export type PreviewRequest = {
  readonly case: string;
  readonly run: string;
  readonly playbook: string;
  readonly input: JsonObject;
};

/** The workflow that plans a playbook and goes no further: operators hold no AWS credentials, workers do. */
export const makePreviewPlan =
  (registry: readonly Playbook[]) =>
  async (request: PreviewRequest): Promise<PlanReference> => {
    const playbook = registry.find((one) => one.name === request.playbook);
    if (!playbook)
      throw ApplicationFailure.nonRetryable(`There is no playbook ${request.playbook}.`, failureTypes.notFound);
    const scope = await engine['run.scope']();
    const run = { case: request.case, run: request.run };
    const input = await resolveInputs(run, playbook, request.input);
    const { plan } = await engine['plan.stages']({
      ...run,
      ...scope,
      playbook: playbook.name,
      playbookVersion: playbook.version,
      seed: uuid4(),
      stages: playbook.stages(input, scope),
      preview: true,
    });
    return plan;
  };
