import { ApplicationFailure } from '@temporalio/common';
import { plannedEntry } from '../../ledger/approvals.js';
import { hashOf } from '../../ledger/canonical.js';
import type { Reverted, RunReference } from '../../workflows/contract/activities.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import { resourceOf } from '../../workflows/contract/names.js';
import type { PlanReference } from '../../workflows/contract/plan.js';
import type { AnyAction, Verification } from '../action.js';
import { readingFor } from '../aws/attempt.js';
import { awsFor } from './aws-for.js';
import { changesOf } from './change-records.js';
import type { Workplace } from './context.js';
import { planOf } from './plan-of.js';
import { actionNamed } from './plan-step.js';
import { plannedSteps, type PlannedStep } from './planned-steps.js';
import { referenceTo } from './planning.js';
import { SharedReads } from './shared-reads.js';
import { inWaves } from './waves.js';
import { askingCloudTrail } from './who-reverted.js';

/** Most that one look answers, so that it fits history: what is left comes with the next look. */
const mostAnswered = 200;

/** Targets of which one look reads what AWS tells of one at a time: 500 of them take 50 looks. */
const readAlone = 10;

/** A change as it was carried out last, and how it was read since. */
type Standing = PlannedStep & {
  readonly action: AnyAction;
  readonly output: Json;
  readonly carriedOut: Hash;
  readonly authority: PlanReference;
  readonly read: Entry<'verification'> | undefined;
};

/**
 * Reads the changes of a run again, all of them together, and answers what does not hold any more. That is on record
 * when it is seen first, with who did it as far as AWS shows it. Steps that read as is `known` are not answered again.
 */
export const lookAgain = async (
  workplace: Workplace,
  where: RunReference,
  entries: readonly Entry[],
  look: number,
  known: { readonly [step: string]: string },
): Promise<readonly Reverted[]> => {
  const routine = { ...readingFor(where), isRoutine: true };
  const shared = new SharedReads(workplace.clients, routine);
  const whoReverted = askingCloudTrail(workplace, where, shared);

  const readAgain = async (one: Standing): Promise<readonly Reverted[]> => {
    const { document, stage, plan, action, authority, carriedOut } = one;
    const { step, target } = plan.signed;
    const attempt = { ...routine, step };
    const aws = awsFor(workplace, { account: document.account, region: document.region }, attempt, [], action, shared);
    let found: Verification;
    try {
      found = await workplace.clients.during(attempt, () => action.verify(aws, planOf(plan), one.output));
    } catch (error) {
      // What cannot be read now is read the next time: nobody must be alarmed because AWS was slow.
      if (error instanceof ApplicationFailure) return [];
      throw error;
    }
    const { holds, assurance, facts, notCut } = found;
    if (holds) return [];
    if (one.read?.body.holds) {
      const { at } = one.read;
      const by = await workplace.clients.during(attempt, () => whoReverted(resourceOf(target), at));
      const body = { run: where.run, step, assurance, holds, since: new Date().toISOString(), notCut };
      await workplace.ledger.append(where.case, workplace.actor, 'verification', { ...body, facts: [...facts, ...by] });
    }
    const reads = hashOf([...facts]);
    return [{ step: referenceTo(workplace, plan), stage, target, authority, document: carriedOut, reads }];
  };

  const now = inTurn(await standingOf(workplace, entries), look);
  const ofTargets = [...Map.groupBy(now, ({ plan }) => plan.signed.target).values()];
  const reverted = await inWaves(ofTargets, async (ofOne) => (await Promise.all(ofOne.map(readAgain))).flat());
  return reverted.filter(({ step, reads }) => known[step.id] !== reads).slice(0, mostAnswered);
};

/** What the run has changed and not put back, each as it was carried out last. */
const standingOf = async (workplace: Workplace, entries: readonly Entry[]): Promise<readonly Standing[]> => {
  const stepOf = plannedSteps(workplace.ledger);
  const reads = new Map(entries.flatMap((one) => (one.kind === 'verification' ? [[one.body.step, one] as const] : [])));
  const signed = new Map<Hash, PlanReference | undefined>();
  const found = changesOf(entries).map(async ({ step, outcomes, output }): Promise<readonly Standing[]> => {
    const { root, document } = outcomes.findLast(({ state }) => state === 'applied') ?? {};
    if (output === null || !root || !document) return [];
    if (!signed.has(root)) signed.set(root, plannedEntry(entries, root)?.body.plan);
    const authority = signed.get(root);
    const planned = await stepOf({ step, document });
    if (!planned || !authority || planned.plan.signed.effect !== 'change') return [];
    const action = actionNamed(workplace, planned.plan.signed.action);
    return [{ ...planned, action, output, carriedOut: document, authority, read: reads.get(step) }];
  });
  return (await Promise.all(found)).flat();
};

// What AWS tells of one target only would be a thousand calls a minute for hundreds of targets: they take turns.
const inTurn = (all: readonly Standing[], look: number): readonly Standing[] => {
  const alone = all.filter(({ action }) => action.readsAlone).map(({ plan }) => plan.signed.target);
  const targets = [...new Set(alone)].sort();
  const rounds = Math.max(1, Math.ceil(targets.length / readAlone));
  const from = (look % rounds) * readAlone;
  const turn = new Set(targets.slice(from, from + readAlone));
  return all.filter(({ action, plan }) => !action.readsAlone || turn.has(plan.signed.target));
};
