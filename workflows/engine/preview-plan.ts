import { ApplicationFailure, uuid4 } from '@temporalio/workflow';
import { failureTypes } from '../contract/failures.js';
import type { JsonObject } from '../contract/json.js';
import type { PlanReference } from '../contract/plan.js';
import type { Playbook } from '../contract/playbook.js';
import { engine } from './proxies.js';

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
    const { plan } = await engine['plan.stages']({
      case: request.case,
      run: request.run,
      ...scope,
      playbook: playbook.name,
      playbookVersion: playbook.version,
      seed: uuid4(),
      stages: playbook.stages(request.input, scope),
      preview: true,
    });
    return plan;
  };
