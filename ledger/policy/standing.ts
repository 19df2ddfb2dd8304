import { stepsIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, TrackPlan } from '../../workflows/contract/plan.js';
import type { Policy } from '../../workflows/contract/policy.js';
import type { Severity } from '../../workflows/contract/words.js';
import { factsOf, rulesFor } from './fits.js';

/** What may be done before anybody else has signed, and how many seconds somebody else has to ratify it. */
export type StandingAuthority = { readonly steps: readonly string[]; readonly ratifyWithin: number };

/**
 * What of a plan somebody with these roles may do at once, or null: the steps all of whose rules say so, that can be put
 * back, and that no other step has to come before. A best-effort step that must wait for a signature is passed over; a
 * blocking one holds up what follows it on its target, and later stages altogether.
 */
export const standingAuthority = (
  policy: Policy,
  severity: Severity,
  plan: PlanDocument,
  roles: readonly string[],
): StandingAuthority | null => {
  if (plan.purpose !== 'run') return null;
  const within = new Map<string, number>();
  for (const { signed, observed } of stepsIn(plan)) {
    if (!signed.reversible) continue;
    const rules = rulesFor(policy, factsOf(plan, severity, { signed, observed }));
    const limits = rules.map(({ standing }) =>
      standing?.roles.some((role) => roles.includes(role)) ? standing.ratifyWithin : 0,
    );
    if (limits.length > 0 && limits.every((limit) => limit > 0)) within.set(signed.step, Math.min(...limits));
  }
  const steps: string[] = [];
  for (const stage of plan.stages) {
    const tracks = stage.tracks.map((track) => firstOf(track, within));
    steps.push(...tracks.flatMap(({ first }) => first));
    if (tracks.some(({ held }) => held)) break;
  }
  if (steps.length === 0) return null;
  return { steps, ratifyWithin: Math.min(...steps.map((step) => within.get(step) ?? 0)) };
};

const firstOf = (
  { steps }: TrackPlan,
  within: ReadonlyMap<string, number>,
): { readonly first: readonly string[]; readonly held: boolean } => {
  const stop = steps.findIndex(({ signed }) => signed.blocking && !within.has(signed.step));
  const reached = stop < 0 ? steps : steps.slice(0, stop);
  return { first: reached.map(({ signed }) => signed.step).filter((step) => within.has(step)), held: stop >= 0 };
};
