import type {
  CancelRequest,
  CustodyRequest,
  FailureDecision,
  OperatorDocument,
  PlanDecision,
  ReleaseRequest,
  RunRequest,
  Signed,
} from '../../workflows/contract/documents.js';
import type { Entry } from '../../workflows/contract/entries.js';
import {
  caseWordWorkflowId,
  releaseWorkflowId,
  runWorkflowId,
  updateNames,
  watchWorkflowId,
  workflowTypes,
} from '../../workflows/contract/names.js';
import { isWatched, type RunView } from '../../workflows/contract/views.js';
import { isFinal } from '../../workflows/contract/words.js';
import type { Config } from '../../worker/config.js';
import { CliError, exit } from '../errors.js';
import type { Reading } from './session.js';
import { askFor, isAtWork, startAndAwait, submit } from './submit.js';
import { alreadyAsked, type lazyTemporal } from './temporal.js';
import { mustNotBeReleasing, untilRecorded } from './waiting.js';

/** Where signed documents are handed in, and where is seen what becomes of them. */
export type Place = {
  readonly config: Config;
  readonly reading: Reading;
  readonly temporal: ReturnType<typeof lazyTemporal>;
};

/** What is handed in like this: evidence is asked for by who waits for it. */
export type Deliverable = Exclude<OperatorDocument, CustodyRequest>;

/**
 * Hands in what an operator signed, here or elsewhere, and waits until it counts: a run and a release are planned, all
 * else is on record. Answers the id of what it is about: the release's, the run's, or the case's. Rejects with a
 * CliError when it is refused.
 */
export const deliver = async (place: Place, signed: Signed<Deliverable>): Promise<string> => {
  const { document } = signed;
  switch (document.kind) {
    case 'run':
      return launch(place, signed, document);
    case 'release':
      return release(place, signed, document);
    case 'cancel':
      await submit(place, await cancelledBy(place, document), updateNames.cancel, signed);
      return document.run;
    case 'decision':
    case 'failure':
      await submit(place, await decidedBy(place, document), updateNames.decide, signed);
      return document.run;
    case 'case':
      await askFor(place, workflowTypes.caseWord, caseWordWorkflowId(document), signed);
      return document.case;
  }
};

const launch = async (place: Place, signed: Signed, { case: caseId, run }: RunRequest): Promise<string> => {
  const isThere = async (kind: 'run' | 'plan'): Promise<true | null> =>
    (await place.reading.ledger.entries(caseId, { run, kinds: [kind], limit: 1 })).length > 0 || null;
  if (await isThere('run')) throw alreadyAsked(run, `show ${run}`);
  await startAndAwait(place, workflowTypes.run, runWorkflowId(run), [signed], () => isThere('plan'));
  return run;
};

const release = async (place: Place, signed: Signed, { run }: ReleaseRequest): Promise<string> => {
  const { reading } = place;
  const view = await reading.run(run);
  // Terminated by hand in Temporal, a run or a release has no end on record, and takes no word any more.
  if (view.release && (await isAtWork(place, releaseWorkflowId(run, view.release)))) mustNotBeReleasing(view);
  const id = `release-${(await releasesOf(reading, view)) + 1}`;
  const workflowId = releaseWorkflowId(run, id);
  // Where all is put back already nobody is asked anything: it is on record then.
  const isAsked = async (): Promise<true | null> => {
    const { gates } = await reading.run(run);
    return gates.some((gate) => gate.workflowId === workflowId) || (await hasReleased(reading, view, id)) || null;
  };
  // What is watched is through, also while its watch asks for something.
  const isThrough = isFinal(view.state) || isWatched(view) || !(await isAtWork(place, runWorkflowId(run)));
  if (isThrough) {
    await startAndAwait(place, workflowTypes.release, workflowId, [signed, id], isAsked);
    return id;
  }
  await submit(place, runWorkflowId(run), updateNames.release, signed, id);
  const failed = await untilRecorded(reading, async () => (await isAsked()) ?? failureOf(await reading.run(run), id));
  if (failed !== true) throw new CliError(exit.refused, 'release-failed', failed, `See firebreak show ${run}.`);
  return id;
};

const failureOf = ({ release: current, endedAt, releaseFailure }: RunView, id: string): string | null =>
  current === id && endedAt !== null ? (releaseFailure ?? 'The release could not be planned.') : null;

const releasesOf = async (reading: Reading, run: RunView): Promise<number> =>
  (await eventsOf(reading, run)).filter(({ body }) => body.event === 'release-requested').length;

/** Whether this very release has said so: the run may have been released before it, and it have come to nothing. */
const hasReleased = async (reading: Reading, run: RunView, release: string): Promise<boolean> =>
  (await eventsOf(reading, run)).some(
    ({ body }) => body.event === 'state' && body.release === release && body.state === 'released',
  );

const eventsOf = async ({ ledger }: Reading, { case: caseId, id }: RunView): Promise<readonly Entry<'run'>[]> =>
  (await ledger.entries(caseId, { run: id, kinds: ['run'] })).filter(
    (entry): entry is Entry<'run'> => entry.kind === 'run',
  );

const cancelledBy = async ({ reading }: Place, { run }: CancelRequest): Promise<string> => {
  const view = await reading.run(run);
  if (view.release && view.endedAt === null) return releaseWorkflowId(run, view.release);
  return isWatched(view) ? watchWorkflowId(run) : runWorkflowId(run);
};

// What fits no gate is handed in all the same: the refusal belongs on record.
const decidedBy = async ({ reading }: Place, { run, nonce }: PlanDecision | FailureDecision): Promise<string> => {
  const view = await reading.run(run);
  const gate = view.gates.find((one) => one.nonce === nonce);
  return gate?.workflowId ?? (view.release ? releaseWorkflowId(run, view.release) : runWorkflowId(run));
};
