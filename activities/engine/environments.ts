import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import { resourceOf } from '../../workflows/contract/names.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import type { Policy } from '../../workflows/contract/policy.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';
import { readInstance } from '../ec2/instances.js';

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** The tags of a target: an instance, a user or a role. Others have none that a policy could go by. */
const tagsOf = async (aws: Aws, target: string): Promise<Tags> => {
  const name = resourceOf(target);
  const kind = /^arn:[^:]*:(ec2|iam):[^:]*:\d*:(instance|user|role)\//.exec(target)?.[2];
  if (kind === 'instance') return (await readInstance(aws, name)).instance.Tags ?? [];
  if (kind === 'user')
    return (await reading('iam:GetUser', name, () => aws.iam.getUser({ UserName: name }))).User?.Tags ?? [];
  if (kind === 'role')
    return (await reading('iam:GetRole', name, () => aws.iam.getRole({ RoleName: name }))).Role?.Tags ?? [];
  return [];
};

const gone: readonly (string | null | undefined)[] = [failureTypes.notFound, failureTypes.refused];

/** The plan with the environment of each target in it, where a rule of the policy goes by that; else as it is. */
export const withEnvironments = async (policy: Policy, aws: Aws, plan: PlanDocument): Promise<PlanDocument> => {
  if (!policy.rules.some(({ when }) => when.environment)) return plan;
  const targets = new Set(plan.stages.flatMap((stage) => stage.tracks.map(({ target }) => target)));
  const found = new Map<string, string>();
  for (const target of targets) {
    try {
      const tag = (await tagsOf(aws, target)).find(({ Key }) => Key === policy.environmentTag);
      if (tag?.Value) found.set(target, tag.Value.slice(0, 256));
    } catch (error) {
      // What is put back may be about something that is not there any more.
      if (!(error instanceof ApplicationFailure) || !gone.includes(error.type)) throw error;
    }
  }
  return {
    ...plan,
    stages: plan.stages.map((stage) => ({
      ...stage,
      tracks: stage.tracks.map((track) => {
        const environment = found.get(track.target);
        if (environment === undefined) return track;
        const steps = track.steps.map((step) => ({ ...step, observed: { ...step.observed, environment } }));
        return { ...track, steps };
      }),
    })),
  };
};
