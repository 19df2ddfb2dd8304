import type { Entry, EntryBodies } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import { isRelease, resourceOf } from '../../workflows/contract/names.js';
import type { RunSummary, RunView } from '../../workflows/contract/views.js';
import { watchOf } from '../watch.js';
import { gatesOf } from './gates.js';
import { stagesOf } from './stages.js';
import { standingOf } from './state.js';

/** What views are made from: a ledger that is open for reading. */
export type ViewSource = {
  readonly entries: (caseId: string, query: { readonly run?: string }) => readonly Entry[];
  readonly document: (hash: Hash) => unknown;
};

const isOpening = (body: Entry['body']): body is Extract<EntryBodies['run'], { readonly event: 'requested' }> =>
  'event' in body && body.event === 'requested';

/** One run in full, from its entries alone; null when it was never opened. */
export const runView = (source: ViewSource, caseId: string, run: string): RunView | null => {
  const entries = source.entries(caseId, { run });
  const opening = entries.find((entry) => isOpening(entry.body));
  if (!opening || !isOpening(opening.body)) return null;
  const { body, at } = opening;
  const known = new Map<Hash, PlanDocument>();
  const read = (hash: Hash): PlanDocument => {
    const document = known.get(hash) ?? (source.document(hash) as PlanDocument);
    known.set(hash, document);
    return document;
  };
  const gates = gatesOf(entries, body, read);
  const stages = stagesOf(entries, gates, read);
  const standing = standingOf(entries, gates);
  const steps = stages
    .filter((stage) => !isRelease(stage.name))
    .flatMap((stage) => stage.tracks.flatMap((track) => track.steps));
  const targets = [...new Set(stages.flatMap((stage) => stage.tracks.map((track) => resourceOf(track.target))))];
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
  watch: _w,
  ...summary
}: RunView): RunSummary => summary;
