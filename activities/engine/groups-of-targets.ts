import { ApplicationFailure } from '@temporalio/common';
import type { EngineActivities, RunReference } from '../../workflows/contract/activities.js';
import type { Json } from '../../workflows/contract/json.js';
import { instanceIdPattern, isShared } from '../../workflows/contract/names.js';
import type { GroupOfTargets } from '../../workflows/contract/playbook.js';
import { readingFor } from '../aws/attempt.js';
import { readMembership } from '../autoscaling/membership.js';
import { awsFor } from './aws-for.js';
import type { Workplace } from './context.js';
import { whileWanted } from './heartbeat.js';
import { SharedReads } from './shared-reads.js';
import { againIfUnlucky } from './waves.js';

/** Finding out what targets share, before anything is planned: which Auto Scaling groups have them is known to AWS alone. */
export const groupActivities = (workplace: Workplace): Pick<EngineActivities, 'input.groups'> => ({
  'input.groups': ({ instances, ...run }) => whileWanted(() => groupsOrNone(workplace, run, instances)),
});

// As with a best-effort step that cannot be planned: it is left out, and said, and does not stand in the way of the rest.
const groupsOrNone = async (
  workplace: Workplace,
  run: RunReference,
  instances: Json,
): Promise<readonly GroupOfTargets[]> => {
  try {
    return await againIfUnlucky(() => groupsOf(workplace, run, instances));
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !error.nonRetryable) throw error;
    const text = `Nothing of Auto Scaling groups is suspended, because it is not known which groups have the instances: ${error.message}`;
    const { ledger, actor } = workplace;
    await ledger.appendOnce(run.case, actor, 'note', { run: run.run, text }, `groups:${run.run}`);
    return [];
  }
};

const groupsOf = async (
  workplace: Workplace,
  run: RunReference,
  instances: Json,
): Promise<readonly GroupOfTargets[]> => {
  const named = typeof instances === 'string' ? instances.match(new RegExp(`${instanceIdPattern}\\b`, 'g')) : null;
  const shared = new SharedReads(workplace.clients, readingFor(run));
  const aws = awsFor(workplace, await workplace.scope(), shared.attempt, [], null, shared);
  const found = await Promise.all(
    [...new Set(named)].map(async (id) => ({ id, arn: (await readMembership(aws, id))?.arn ?? '' })),
  );
  // A group that is going has no ARN any more, and nothing that could be suspended.
  const ofGroups = Map.groupBy(
    found.filter(({ arn }) => isShared(arn)),
    ({ arn }) => arn,
  );
  return [...ofGroups].map(([arn, members]) => ({ arn, instanceIds: members.map(({ id }) => id) }));
};
