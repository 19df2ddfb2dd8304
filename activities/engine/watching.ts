import { ApplicationFailure } from '@temporalio/common';
import type { Ledger } from '../../ledger/ledger.js';
import { watchOf } from '../../ledger/watch.js';
import type { EngineActivities, Reverted, RunReference } from '../../workflows/contract/activities.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { resourceOf } from '../../workflows/contract/names.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import type { Verification } from '../action.js';
import { readingFor } from '../aws/attempt.js';
import { awsFor } from './aws-for.js';
import { changesOf, type MadeChange } from './change-records.js';
import type { Workplace } from './context.js';
import { whileBeating } from './heartbeat.js';
import { planOf } from './plan-of.js';
import { actionNamed } from './plan-step.js';
import { plannedSteps } from './planned-steps.js';
import { referenceTo } from './planning.js';
import { failure } from '../aws/errors.js';
import { whoReverted } from './who-reverted.js';

/** How many steps are read at once. */
const width = 8;

/** Looking again at what a run changed, after it is through. */
export const watchingActivities = (
  workplace: Workplace,
): Pick<EngineActivities, 'watch.begin' | 'watch.look' | 'watch.ended'> => ({
  'watch.begin': async ({ case: caseId, run }) => {
    const { ledger, actor } = workplace;
    const entries = await ledger.entries(caseId, { run, kinds: ['run', 'plan'] });
    const end = entries.findLast(({ body }) => 'event' in body && body.event === 'state' && !body.release);
    const seconds = await watchSigned(ledger, entries);
    // Whoever can write to Temporal can ask for it: neither that, nor how long, is for a workflow to say.
    if (end?.kind !== 'run' || end.body.event !== 'state' || end.body.state !== 'completed' || seconds === null)
      throw failure(failureTypes.refused, `${run} is not through, or nobody signed that it is watched.`);
    const until = new Date(Date.parse(end.at) + seconds * 1_000).toISOString();
    const body = { run, event: 'watch', state: 'began', until } as const;
    const { entry } = await ledger.appendOnce(caseId, actor, 'run', body, `watch:${run}:began`);
    return { until: entry.body.event === 'watch' ? (entry.body.until ?? until) : until };
  },

  'watch.ended': async ({ case: caseId, run, reason }) => {
    const body = { run, event: 'watch', state: 'ended', reason } as const;
    await workplace.ledger.appendOnce(caseId, workplace.actor, 'run', body, `watch:${run}:ended`);
  },

  'watch.look': (where) =>
    whileBeating(async () => {
      const { ledger } = workplace;
      const entries = await ledger.entries(where.case, { run: where.run });
      const { over } = watchOf(entries);
      if (over) return { over, reverted: [] };
      const changes = changesOf(entries).filter(({ output }) => output !== null);
      const stepOf = plannedSteps(ledger);
      const reverted: Reverted[] = [];
      const left = [...changes];
      const lane = async (): Promise<void> => {
        for (let change = left.shift(); change; change = left.shift()) {
          const lost = await look(workplace, where, entries, stepOf, change);
          if (lost) reverted.push(lost);
        }
      };
      await Promise.all(Array.from({ length: width }, lane));
      return { over: null, reverted };
    }),
});

/** For how many seconds the newest plan of the run itself says that it is watched; null when it does not. */
const watchSigned = async (ledger: Ledger, entries: readonly Entry[]): Promise<number | null> => {
  const planned = entries.findLast(({ kind, body }) => kind === 'plan' && body.event === 'planned' && !body.release);
  if (planned?.kind !== 'plan') return null;
  const document = (await ledger.getDocument(planned.body.plan.document)) as unknown as PlanDocument;
  return document.watch ?? null;
};

/** Reads one change again. It is on record when it does not hold any more, and who did that as far as AWS shows it. */
const look = async (
  workplace: Workplace,
  where: RunReference,
  entries: readonly Entry[],
  stepOf: ReturnType<typeof plannedSteps>,
  change: MadeChange,
): Promise<Reverted | null> => {
  const { ledger, actor } = workplace;
  const found = await stepOf(change);
  const root = change.outcomes.findLast(({ state }) => state === 'applied')?.root;
  if (!found || !root || found.plan.signed.effect !== 'change') return null;
  const { document, stage, plan: step } = found;
  const { target } = step.signed;
  const attempt = { ...readingFor(where), step: change.step, isRoutine: true };
  const aws = awsFor(workplace, { account: document.account, region: document.region }, attempt, []);
  const action = actionNamed(workplace, step.signed.action);
  let read: Verification;
  try {
    read = await workplace.clients.during(attempt, () => action.verify(aws, planOf(step), change.output));
  } catch (error) {
    // What cannot be read now is read the next time: nobody must be alarmed because AWS was slow.
    if (error instanceof ApplicationFailure) return null;
    throw error;
  }
  const known = entries.findLast((entry) => entry.kind === 'verification' && entry.body.step === change.step);
  const held = known?.kind === 'verification' && known.body.holds;
  if (read.holds) return null;
  if (held) {
    const by = await workplace.clients.during(attempt, () => whoReverted(workplace, resourceOf(target), known.at));
    await ledger.append(where.case, actor, 'verification', {
      run: where.run,
      step: change.step,
      assurance: read.assurance,
      holds: false,
      since: new Date().toISOString(),
      facts: [...read.facts, ...by],
      notCut: read.notCut,
    });
  }
  return { step: referenceTo(workplace, step), stage, target, root, document: change.document };
};
