import { LedgerTamperedError } from '../../ledger/errors.js';
import type { RunReference } from '../../workflows/contract/activities.js';
import { resourceOf } from '../../workflows/contract/names.js';
import type { Breakage, PlanDocument, SignedStep } from '../../workflows/contract/plan.js';
import { changesOf, type MadeChange } from './change-records.js';
import type { Workplace } from './context.js';
import { plannedSteps } from './planned-steps.js';
import { runOpening } from './run-entries.js';

/** A step that stands as it was applied; `alone` when a release puts it back only if it is named. */
type Standing = { readonly signed: SignedStep; readonly since: string; readonly alone: boolean };

/**
 * The plan with, on each target, what other runs have changed there and not put back, by whom, and how that is released:
 * from their change records alone, in any case. It is shown and not signed. A step that has no undo is not in it.
 */
export const withStillChanged = async (workplace: Workplace, plan: PlanDocument): Promise<PlanDocument> => {
  const targets = new Set(plan.stages.flatMap(({ tracks }) => tracks.map(({ target }) => target)));
  const others = (await workplace.ledger.runsOn([...targets].map(resourceOf))).filter(({ run }) => run !== plan.run);
  const said = new Map<string, Breakage[]>();
  for (const other of others)
    for (const [target, breakage] of await toldOf(workplace, other, targets))
      said.set(target, [...(said.get(target) ?? []), breakage]);
  if (said.size === 0) return plan;
  return {
    ...plan,
    stages: plan.stages.map((stage) => ({
      ...stage,
      tracks: stage.tracks.map((track) => {
        const stillChanged = said.get(track.target);
        // Once for each target, however many stages it is in.
        said.delete(track.target);
        return stillChanged ? { ...track, stillChanged } : track;
      }),
    })),
  };
};

/** What there is to say of one other run, by target. */
const toldOf = async (
  workplace: Workplace,
  other: RunReference,
  targets: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Breakage>> => {
  const where = `${other.run} (${other.case}`;
  try {
    const found = await standingOn(workplace, other, targets);
    const by = found.size > 0 ? (await runOpening(workplace.ledger, other.case, other.run))?.requestedBy : undefined;
    return new Map(
      [...found].map(([target, steps]) => {
        const since = steps.at(-1)?.since ?? '';
        const actions = steps.map(({ signed }) => signed.action).reverse();
        const named = steps.every(({ alone }) => alone) ? steps.map(({ signed }) => ` --step ${signed.step}`) : [];
        const message =
          `${resourceOf(target)} was changed by ${where}, asked by ${by ?? 'nobody known'}) since ${since} and not ` +
          `released: ${actions.join(', ')}. To put it back: firebreak release ${other.run}${named.join('')} --reason "…"`;
        return [target, { severity: 'info', message, resources: [target] }];
      }),
    );
  } catch (error) {
    // Whoever spoils the records of one case must not stop the work on another.
    if (!(error instanceof LedgerTamperedError)) throw error;
    const message = `what ${where}) has changed here cannot be read: ${error.message}. Run: firebreak audit verify`;
    return new Map([...targets].slice(0, 1).map((target) => [target, { severity: 'warning', message, resources: [] }]));
  }
};

/** The changes of a run on these targets that stand, newest first, by target. */
export const standingOn = async (
  workplace: Workplace,
  { case: caseId, run }: RunReference,
  targets: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly Standing[]>> => {
  const { ledger } = workplace;
  const stepOf = plannedSteps(ledger);
  const found = new Map<string, readonly Standing[]>();
  for (const change of changesOf(await ledger.entries(caseId, { run, kinds: ['outcome', 'undo'] }))) {
    const signed = (await stepOf(change))?.plan.signed;
    if (!signed?.undo || signed.calls.length === 0 || !targets.has(signed.target)) continue;
    const undo = undoOf(workplace, signed, change);
    if (!undo.stands) continue;
    const standing = { signed, since: change.since, alone: undo.alone };
    found.set(signed.target, [...(found.get(signed.target) ?? []), standing]);
  }
  return found;
};

/** Whether anything stands of a change, and whether it is put back only when its step is named. */
const undoOf = (
  { catalogue }: Workplace,
  { action }: SignedStep,
  { output }: MadeChange,
): { readonly stands: boolean; readonly alone: boolean } => {
  const undo = catalogue.find(({ name }) => name === action)?.undo;
  try {
    return { stands: undo?.stands(output) ?? true, alone: undo?.onlyWhenNamed(output) ?? false };
  } catch {
    // Another version's record: its release will say.
    return { stands: true, alone: false };
  }
};
