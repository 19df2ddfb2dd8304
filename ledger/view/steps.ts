import type { Entry } from '../../workflows/contract/entries.js';
import { undoneStep } from '../../workflows/contract/names.js';
import type { StepPlan } from '../../workflows/contract/plan.js';
import type { StepView } from '../../workflows/contract/views.js';

type Changing = { -readonly [K in keyof StepView]: StepView[K] };

/** The entries of a run by the step that they are about: a run of hundreds of targets has thousands of either. */
export type EntriesByStep = ReadonlyMap<string, readonly Entry[]>;

/** Groups the entries of a run. */
export const byStep = (entries: readonly Entry[]): EntriesByStep =>
  Map.groupBy(
    entries.filter(({ body }) => 'step' in body),
    ({ body }) => ('step' in body ? String(body.step) : ''),
  );

/** One step as its entries tell it, in order. */
export const stepView = (all: EntriesByStep, { signed, observed }: StepPlan, approved: boolean): StepView => {
  const view: Changing = {
    id: signed.step,
    action: signed.action,
    effect: signed.effect,
    blocking: signed.blocking,
    reversible: signed.reversible,
    state: approved ? 'pending' : 'planned',
    attempt: 0,
    startedAt: null,
    endedAt: null,
    summary: observed.summary,
    progress: null,
    verification: null,
    error: null,
  };
  const undoes = signed.phase === 'undo' ? undoneStep(signed.step) : null;
  const own = all.get(view.id) ?? [];
  const undone = undoes === null ? [] : (all.get(undoes) ?? []);
  for (const entry of [...own, ...undone].sort((one, other) => one.seq - other.seq)) tell(view, entry, undoes);
  return view;
};

const tell = (view: Changing, { kind, body, at }: Entry, undoes: string | null): void => {
  if (kind === 'undo' && body.step === (undoes ?? view.id)) return undo(view, body, at, undoes !== null);
  if (kind === 'verification' && body.step === view.id) {
    const { assurance, since, holds, facts, notCut } = body;
    view.verification = { assurance, since, holds, facts, notCut };
    if (holds) view.state = 'verified';
    view.endedAt = at;
  }
  if (kind !== 'outcome' || body.step !== view.id) return;
  // Word from an attempt that nobody waits for any more: another one has come to its end since.
  if (body.state === 'applied' && view.state !== 'applying') return;
  if (body.state === 'applying') {
    view.attempt += 1;
    view.startedAt ??= at;
    view.endedAt = null;
    view.error = null;
  }
  if (body.state === 'applying' || body.state === 'applied' || body.state === 'failed' || body.state === 'skipped') {
    // What failed while being put back says so in the words of undoing.
    view.state = body.state === 'failed' && undoes !== null ? 'undo-failed' : body.state;
  }
  if (body.state === 'applied' || body.state === 'failed') view.endedAt = at;
  if (body.state === 'progress' && body.note) view.progress = body.note;
  if (body.error) view.error = body.error;
};

const undo = (view: Changing, body: Entry<'undo'>['body'], at: string, isOurs: boolean): void => {
  view.state = body.state;
  if (!isOurs) {
    // What was read back before is not so any more.
    if (body.state === 'undone') view.verification = null;
    return;
  }
  if (body.state === 'undoing') {
    view.attempt += 1;
    view.startedAt ??= at;
    view.error = null;
  } else view.endedAt = at;
  if (body.state === 'undone')
    view.verification = { assurance: 'configured', since: at, holds: true, facts: body.facts, notCut: [] };
  if (body.error) view.error = body.error;
};
