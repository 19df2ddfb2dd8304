import { LedgerTamperedError } from '../../ledger/errors.js';
import type { RunReference } from '../../workflows/contract/activities.js';
import { isShared, resourceOf } from '../../workflows/contract/names.js';
import type { MadeChange } from './change-records.js';
import type { Workplace } from './context.js';
import type { PlannedStep } from './planned-steps.js';
import { standingOn } from './still-changed.js';

type Change = { readonly change: MadeChange; readonly plan: PlannedStep['plan'] };

/**
 * Which other runs rely on what these changes of a run left of a shared object, by step: they changed the object later,
 * as they found it then, and have not put that back. A run whose records cannot be read counts as one of them.
 */
export const relyingOn = async (
  workplace: Workplace,
  run: string,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const shared = changes.filter(({ plan }) => isShared(plan.signed.target));
  if (shared.length === 0) return new Map();
  const targets = new Set(shared.map(({ plan }) => plan.signed.target));
  const all = await workplace.ledger.runsOn([...targets].map(resourceOf));
  const found = new Map<string, readonly string[]>();
  for (const other of all.filter((one) => one.run !== run)) {
    const since = await lastChanges(workplace, other, targets);
    for (const { change, plan } of shared)
      if (since === null || (since.get(plan.signed.target) ?? '') > change.since)
        found.set(change.step, [...(found.get(change.step) ?? []), other.run]);
  }
  return found;
};

/** When the run last changed each of the objects, where that stands; null when its records cannot be read. */
const lastChanges = async (
  workplace: Workplace,
  other: RunReference,
  targets: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string> | null> => {
  try {
    const found = await standingOn(workplace, other, targets);
    return new Map([...found].map(([target, [newest]]) => [target, newest?.since ?? '']));
  } catch (error) {
    if (!(error instanceof LedgerTamperedError)) throw error;
    return null;
  }
};
