import type { Entry, EntryBodies } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import { isRelease, isShared, resourceOf } from '../../workflows/contract/names.js';
import type { RunSummary, RunView } from '../../workflows/contract/views.js';
import type { LedgerReader } from '../reader.js';
import { watchOf } from '../watch.js';
import { gatesOf } from './gates.js';
import { stagesOf } from './stages.js';
import { standingOf } from './state.js';

/** What views are made from: a ledger that is open for reading. */
export type ViewSource = Pick<LedgerReader, 'entries' | 'document'>;

const isOpening = (body: Entry['body']): body is Extract<EntryBodies['run'], { readonly event: 'requested' }> =>
  'event' in body && body.event === 'requested';

/** One run in full, from its entries alone; null when it was never opened. */
export const runView = async (source: ViewSource, caseId: string, run: string): Promise<RunView | null> => {
  const entries = await source.entries(caseId, { run });
  const opening = entries.find((entry) => isOpening(entry.body));
  if (!opening || !isOpening(opening.body)) return null;
  const { body, at } = opening;
  const read = await plansIn(source, entries);
  const gates = gatesOf(entries, body, read);
  const stages = stagesOf(entries, gates, read);
  const standing = standingOf(entries, gates);
  const steps = stages
    .filter((stage) => !isRelease(stage.name))
    .flatMap((stage) => stage.tracks.flatMap((track) => track.steps));
  // What they share is changed for their sake: nobody asked for it.
  const targets = [
    ...new Set(
      stages.flatMap(({ tracks }) => tracks.flatMap(({ target }) => (isShared(target) ? [] : resourceOf(target)))),
    ),
  ];
  return {
    id: run,
    case: caseId,
    playbook: body.playbook,
    playbookVersion: body.playbookVersion,
    ...standing,
    severity: body.severity,
    title: body.title,
    requestedBy: body.requestedBy,
    targets: targets.length > 0 ? targets : Object.values(body.input).map(String),
    startedAt: at,
    progress: {
      done: steps.filter((step) => ['verified', 'skipped', 'undone'].includes(step.state)).length,
      total: steps.length,
    },
    unratified: unratifiedOf(entries),
    watch: watchView(entries),
    stages,
    gates,
    notes: entries.flatMap((entry) => (entry.kind === 'note' ? [entry.body.text] : [])),
    account: body.account,
    region: body.region,
  };
};

/** The plans that people were asked to sign, by the hashes of their documents. */
const plansIn = async (source: ViewSource, entries: readonly Entry[]): Promise<(hash: Hash) => PlanDocument> => {
  const known = new Map<Hash, PlanDocument>();
  for (const { kind, body } of entries) {
    if (kind !== 'plan' || body.event !== 'planned' || known.has(body.plan.document)) continue;
    known.set(body.plan.document, (await source.document(body.plan.document)) as unknown as PlanDocument);
  }
  return (hash) => {
    const plan = known.get(hash);
    if (plan === undefined) throw new Error(`no entry of the run names the plan ${hash}`);
    return plan;
  };
};

const watchView = (entries: readonly Entry[]): RunView['watch'] => {
  const { began, until, endedAt, over } = watchOf(entries);
  return began && until ? { since: began, until, endedAt, reason: over } : null;
};

const unratifiedOf = (entries: readonly Entry[]): RunView['unratified'] => {
  for (const { kind, body, at } of entries)
    if (kind === 'run' && body.event === 'unratified') return { since: at, reason: body.reason };
  return null;
};

/** A run as lists show it. */
export const summaryOf = ({
  stages: _stages,
  gates: _gates,
  notes: _notes,
  account: _a,
  region: _r,
  release: _x,
  releaseFailure: _f,
  watch: _w,
  ...summary
}: RunView): RunSummary => summary;
