import { stepsIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, TrackPlan } from '../../workflows/contract/plan.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import type { Operator, Rule } from '../../workflows/contract/policy.js';
import { rolesOf } from '../approvals.js';
import type { Requested } from '../requests.js';
import { factsOf, rulesFor } from './fits.js';
import { takes } from './tally.js';

/** What may be done before anybody else has signed, and how many seconds somebody else has to ratify it. */
export type StandingAuthority = { readonly steps: readonly string[]; readonly ratifyWithin: number };

/**
 * What of a plan may be done at once on the request alone, or null: the steps on targets that it names, all of whose
 * rules say so to its author and take the proof it was signed with, that can be put back, and that no other step has to
 * come before. A best-effort
 * step that must wait for a signature is passed over; a blocking one holds up what follows it on its target, and later
 * stages altogether. An AWS proof is never enough: what nobody else has looked at yet does not rest on an identity of
 * the AWS that is under attack.
 */
export const standingAuthority = (
  { policy, severity, person, proof, input }: Pick<Requested, 'policy' | 'severity' | 'person' | 'proof' | 'input'>,
  plan: PlanDocument,
  operators: readonly Operator[],
): StandingAuthority | null => {
  if (plan.purpose !== 'run' || proof === 'aws') return null;
  const roles = rolesOf(person, operators);
  const secondsBy = (rule: Rule): number =>
    takes(rule, proof) && rule.standing?.roles.some((role) => roles.includes(role)) ? rule.standing.ratifyWithin : 0;
  const within = new Map<string, number>();
  for (const { signed, observed } of stepsIn(plan)) {
    if (!signed.reversible || !isNamed(input, signed.target)) continue;
    const limits = rulesFor(policy, factsOf(plan, severity, { signed, observed })).map(secondsBy);
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

// Which targets a plan has is for a workflow to say, and whoever can write to Temporal can be one: what nobody else has
// looked at yet must be on something that the signed request names, by its ARN or by the end of it.
const isNamed = (input: JsonObject, target: string): boolean =>
  Object.values(input)
    .flatMap((value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : []))
    .some((name) => name !== '' && (target === name || target.endsWith(`/${name}`) || target.endsWith(`:${name}`)));

const firstOf = (
  { steps }: TrackPlan,
  within: ReadonlyMap<string, number>,
): { readonly first: readonly string[]; readonly held: boolean } => {
  const stop = steps.findIndex(({ signed }) => signed.blocking && !within.has(signed.step));
  const reached = stop < 0 ? steps : steps.slice(0, stop);
  return { first: reached.map(({ signed }) => signed.step).filter((step) => within.has(step)), held: stop >= 0 };
};
