import type { PlanDecision } from '../workflows/contract/documents.js';
import type { Entry, EntryBodies, GateRecord } from '../workflows/contract/entries.js';
import type { Hash } from '../workflows/contract/json.js';
import type { Operator, Policy } from '../workflows/contract/policy.js';
import { verifySigned } from './identity.js';
import type { Identity } from './identity.js';

/** What the recorded decisions on one plan amount to. */
export type Approvals = {
  /** The different people whose approval counts. */
  readonly have: readonly string[];
  readonly needed: number;
  readonly quorum: boolean;
  /** The people who said no, whenever they said it. */
  readonly denied: readonly string[];
  /** Recorded decisions that do not count, and why. */
  readonly rejected: readonly string[];
  /** The gate the decisions were asked for at, or null when this plan was never put to anybody. */
  readonly gate: GateRecord | null;
};

/** Verifies a signed document: `verifySigned`, or a version of it that remembers. */
export type Verifier = typeof verifySigned;

/** An entry by which a plan was put to people. */
export type PlannedEntry = Entry<'plan'> & { readonly body: Extract<EntryBodies['plan'], { event: 'planned' }> };

/** The newest entry that put this plan to people, or null. Approvals given at an earlier gate of it do not count. */
export const plannedEntry = (entries: readonly Entry[], root: Hash): PlannedEntry | null => {
  const isPlanned = (entry: Entry): entry is PlannedEntry =>
    entry.kind === 'plan' && entry.body.event === 'planned' && entry.body.plan.root === root;
  return entries.findLast(isPlanned) ?? null;
};

type Judged =
  | { readonly verdict: 'approve' | 'deny'; readonly person: string }
  | { readonly verdict: 'rejected'; readonly reason: string };

const judge = (
  entry: Entry<'approval'>,
  planned: PlannedEntry,
  context: { readonly root: Hash; readonly operators: readonly Operator[]; readonly verify: Verifier },
): Judged => {
  const { gate } = planned.body;
  const rejected = (why: string): Judged => ({ verdict: 'rejected', reason: `entry ${entry.seq}: ${why}` });
  let identity: Identity;
  try {
    identity = context.verify(entry.body.signed, context.operators);
  } catch (error) {
    return rejected(error instanceof Error ? error.message : String(error));
  }
  const document = entry.body.signed.document as PlanDecision;
  const { operator } = identity;
  if (document.kind !== 'decision') return rejected('what was signed is not a decision on a plan');
  if (document.plan !== context.root) return rejected(`${operator.name} signed another plan, ${document.plan}`);
  if (document.case !== entry.case || document.run !== planned.body.run)
    return rejected(`${operator.name} signed for another run`);
  if (document.nonce !== gate.nonce) return rejected(`${operator.name} answered another gate`);
  if (document.decision === 'deny') return { verdict: 'deny', person: operator.person };
  if (document.at > gate.expiresAt) return rejected(`${operator.name} signed after the gate had expired`);
  return { verdict: 'approve', person: operator.person };
};

const mayApprove = (
  person: string,
  policy: Policy,
  operators: readonly Operator[],
  requester: string,
): string | null => {
  if (person === requester) return `${person} asked for it and cannot approve it`;
  const roles = operators.filter((each) => each.person === person).flatMap((each) => each.roles);
  return policy.roles.some((role) => roles.includes(role))
    ? null
    : `${person} has none of the roles ${policy.roles.join(', ')}`;
};

/**
 * Counts the approvals of exactly this plan. Believes no column and no recorded name: every decision is verified again,
 * from its signature, against the operators given here, and people are counted, not keys or names. The entries are
 * those of one run; that they are genuine is for the caller to have checked. A quorum below one means one.
 */
export const approvalsOf = (
  entries: readonly Entry[],
  root: Hash,
  policy: Policy,
  operators: readonly Operator[],
  requesterPerson: string,
  verify: Verifier = verifySigned,
): Approvals => {
  const planned = plannedEntry(entries, root);
  const needed = Math.max(1, policy.quorum);
  if (planned === null) return { have: [], needed, quorum: false, denied: [], rejected: [], gate: null };
  const have = new Set<string>();
  const denied = new Set<string>();
  const rejected: string[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'approval' || entry.body.plan !== root) continue;
    // What was decided before this gate was opened was decided at another.
    if (entry.seq < planned.seq) continue;
    const judged = judge(entry, planned, { root, operators, verify });
    if (judged.verdict === 'rejected') rejected.push(judged.reason);
    else if (judged.verdict === 'deny') denied.add(judged.person);
    else {
      const why = mayApprove(judged.person, policy, operators, requesterPerson);
      if (why === null) have.add(judged.person);
      else rejected.push(`entry ${entry.seq}: ${why}`);
    }
  }
  const quorum = have.size >= needed && denied.size === 0;
  return { have: [...have], needed, quorum, denied: [...denied], rejected, gate: planned.body.gate };
};
