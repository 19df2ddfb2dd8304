import type { EngineActivities } from '../../workflows/contract/activities.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { releaseStepId } from '../../workflows/contract/names.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Hash } from '../../workflows/contract/json.js';
import { stepIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, SignedStep, StepPlan, TrackPlan } from '../../workflows/contract/plan.js';
import type { ChangeRecord } from '../action.js';
import { readingFor } from '../aws/attempt.js';
import { failure } from '../aws/errors.js';
import { answersIn } from '../../ledger/answers.js';
import { awsFor, keptIn } from './aws-for.js';
import { planOf } from './plan-of.js';
import { changesOf, type MadeChange } from './change-records.js';
import type { Workplace } from './context.js';
import { actionNamed, concludePlan, nonceOf, stepPlan } from './planning.js';

/** Planning what puts a run's changes back, newest first, from change records. */
export const releasePlanningActivities = (workplace: Workplace): Pick<EngineActivities, 'plan.release'> => ({
  'plan.release': async ({ account, region, seed, steps, ...wish }) => {
    const { case: caseId, run, release = 'release' } = wish;
    const entries = await workplace.ledger.entries(caseId, { run });
    const made = changesOf(entries);
    const unknown = steps.filter((step) => !made.some((change) => change.step === step));
    if (unknown.length > 0)
      throw failure(
        failureTypes.notFound,
        `Nothing is left to put back of ${unknown.join(', ')}.`,
        `See firebreak show ${run}.`,
      );
    const tracks = new Map<string, StepPlan[]>();
    for (const change of made) {
      if (steps.length > 0 && !steps.includes(change.step)) continue;
      const planned = await planUndo(
        workplace,
        { account, region },
        { case: caseId, run, release },
        entries,
        change,
        seed,
        steps.length > 0,
      );
      if (!planned) continue;
      const { target } = planned.signed;
      tracks.set(target, [...(tracks.get(target) ?? []), planned]);
    }
    if (tracks.size === 0)
      throw failure(
        failureTypes.refused,
        `${run} has changed nothing that is still to be put back.`,
        `See firebreak show ${run}.`,
      );
    const opening = entries.find(
      (entry): entry is Entry<'run'> => entry.kind === 'run' && entry.body.event === 'requested',
    );
    const requested = opening?.body.event === 'requested' ? opening.body : null;
    const document: PlanDocument = {
      v: 1,
      case: caseId,
      run,
      playbook: requested?.playbook ?? 'unknown',
      playbookVersion: requested?.playbookVersion ?? '0',
      purpose: 'release',
      account,
      region,
      stages: [{ name: release, tracks: [...tracks].map(([target, list]): TrackPlan => ({ target, steps: list })) }],
    };
    return concludePlan(workplace, document, new Map([[release, true]]), wish);
  },
});

const planUndo = async (
  workplace: Workplace,
  scope: { readonly account: string; readonly region: string },
  where: { readonly case: string; readonly run: string; readonly release: string },
  entries: readonly Entry[],
  change: MadeChange,
  seed: string,
  named: boolean,
): Promise<StepPlan | null> => {
  const source = await findStep(workplace, change.document, change.step);
  const action = actionNamed(workplace, source.signed.action);
  if (!action.undo || (!named && action.undo.onlyWhenNamed(change.output))) return null;
  const step = releaseStepId(where.release, change.step);
  const attempt = { ...readingFor(where), step };
  const mine = entries.filter(({ body }) => 'step' in body && body.step === change.step);
  const record: ChangeRecord<unknown, unknown, unknown> = {
    plan: planOf(source),
    output: change.output,
    kept: keptIn(change.outcomes),
    answers: Object.fromEntries(answersIn(mine).map(({ call, output }) => [call, output])),
  };
  const { target, input }: SignedStep = source.signed;
  const undo = action.undo;
  const planned = await workplace.clients.during(attempt, () =>
    undo.plan(awsFor(workplace, scope, attempt, []), record, { step, target, nonce: nonceOf(seed, step) }),
  );
  return stepPlan(step, action, target, input, 'undo', planned);
};

const findStep = async ({ ledger }: Workplace, document: Hash, step: string): Promise<StepPlan> => {
  const found = stepIn((await ledger.getDocument(document)) as unknown as PlanDocument, step);
  if (!found) throw failure(failureTypes.failed, `The recorded plan of ${step} does not have it.`);
  return found;
};
