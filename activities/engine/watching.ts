import { watchOf } from '../../ledger/watch.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { EngineActivities } from '../../workflows/contract/activities.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from './context.js';
import { whileBeating } from './heartbeat.js';
import { lookAgain } from './look-again.js';

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

  'watch.look': ({ look, known, ...where }) =>
    whileBeating(async () => {
      const kinds = ['run', 'plan', 'outcome', 'undo', 'verification'] as const;
      const entries = await workplace.ledger.entries(where.case, { run: where.run, kinds });
      const { over } = watchOf(entries);
      return { over, reverted: over ? [] : await lookAgain(workplace, where, entries, look, known) };
    }),
});

/** For how many seconds the newest plan of the run itself says that it is watched; null when it does not. */
const watchSigned = async (ledger: Ledger, entries: readonly Entry[]): Promise<number | null> => {
  const planned = entries.findLast(({ kind, body }) => kind === 'plan' && body.event === 'planned' && !body.release);
  if (planned?.kind !== 'plan') return null;
  const document = (await ledger.getDocument(planned.body.plan.document)) as unknown as PlanDocument;
  return document.watch ?? null;
};
