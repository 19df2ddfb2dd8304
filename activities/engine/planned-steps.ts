import type { Ledger } from '../../ledger/ledger.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { PlanDocument, StepPlan } from '../../workflows/contract/plan.js';
import type { MadeChange } from './change-records.js';

/** A step as it was planned, and where. */
export type PlannedStep = { readonly document: PlanDocument; readonly stage: string; readonly plan: StepPlan };

/**
 * Finds what changes were planned as. A run of hundreds of targets has thousands of changes from one document of some
 * megabytes: it is read, hashed and indexed once. Undefined where the document does not have the step.
 */
export const plannedSteps = (
  ledger: Pick<Ledger, 'getDocument'>,
): ((change: Pick<MadeChange, 'document' | 'step'>) => Promise<PlannedStep | undefined>) => {
  const known = new Map<Hash, Promise<ReadonlyMap<string, PlannedStep>>>();
  const read = async (hash: Hash): Promise<ReadonlyMap<string, PlannedStep>> => {
    const document = (await ledger.getDocument(hash)) as unknown as PlanDocument;
    return new Map(
      document.stages.flatMap(({ name, tracks }) =>
        tracks.flatMap(({ steps }) =>
          steps.map((plan) => [plan.signed.step, { document, stage: name, plan }] as const),
        ),
      ),
    );
  };
  return async ({ document, step }) => {
    const steps = known.get(document) ?? read(document);
    known.set(document, steps);
    return (await steps).get(step);
  };
};
