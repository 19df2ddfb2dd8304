import type { PlanDecision } from '../workflows/contract/documents.js';
import type { Entry, EntryBodies, GateRecord } from '../workflows/contract/entries.js';
import type { Hash } from '../workflows/contract/json.js';
import type { Operator, ProofKind, Rule } from '../workflows/contract/policy.js';
import { proofOf, verifySigned } from './identity.js';
import type { Identity } from './identity.js';
import { rolesIn } from './policy/demands.js';
import { countsIn, takes, tally } from './policy/tally.js';
import type { RuleTally, Vote } from './policy/tally.js';

/** What the recorded decisions on one plan amount to. */
export type Approvals = {
  /** The different people whose approval counts. */
  readonly have: readonly string[];
  /** What each rule still misses. */
  readonly rules: readonly RuleTally[];
  readonly quorum: boolean;
  /** The people whose no ended it. */
  readonly denied: readonly string[];
  /** Recorded decisions that do not count, and why. */
  readonly rejected: readonly string[];
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
  | { readonly verdict: 'approve' | 'deny'; readonly person: string; readonly proof: ProofKind }
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
    identity = context.verify(entry.body.signed, context.operators, entry.at);
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
  const word = { person: operator.person, proof: proofOf(identity) };
  if (document.decision === 'deny') return { verdict: 'deny', ...word };
  if (document.at > gate.expiresAt) return rejected(`${operator.name} signed after the gate had expired`);
  return { verdict: 'approve', ...word };
};

/** Every role of a person, under whatever names they act. */
export const rolesOf = (person: string, operators: readonly Operator[]): readonly string[] =>
  operators.filter((each) => each.person === person).flatMap(({ roles }) => roles);

/** Seconds that the gate had been open at the moment `at`, which is the ledger's, not the signer's. */
export const waited = ({ openedAt }: Pick<GateRecord, 'openedAt'>, at: string): number =>
  (Date.parse(at) - Date.parse(openedAt)) / 1_000;

const howTo: Readonly<Record<ProofKind, string>> = {
  ssh: 'sign with an SSH key',
  'ssh-sk': 'sign with a security key that asks for its PIN or finger',
  aws: 'sign with --proof aws',
};

/** Why what `who` says counts in none of the rules, or falls short of one of them; null when it counts. */
export const voteProblem = (
  who: string,
  vote: Vote,
  rules: readonly Rule[],
  requester: string,
): { readonly code: 'self-approval' | 'not-allowed' | 'weak-proof'; readonly message: string } | null => {
  const { person, verdict, proof } = vote;
  if (verdict === 'approve' && person === requester)
    return { code: 'self-approval', message: `${who} asked for this: another person must approve it.` };
  const counting = rules.filter((rule) => countsIn(rule, vote));
  if (counting.length === 0)
    return {
      code: 'not-allowed',
      message: `${who} has none of the roles that decide here: ${rolesIn(rules).join(', ')}.`,
    };
  const strict = counting.find((rule) => !takes(rule, proof));
  return verdict === 'approve' && strict
    ? {
        code: 'weak-proof',
        message: `The rule ${strict.name} takes ${strict.proofs.join(' or ')} only: ${strict.proofs.map((kind) => howTo[kind]).join(', or ')}.`,
      }
    : null;
};

/**
 * Counts the approvals of exactly this plan against the rules it falls under. Believes no column and no recorded name:
 * every decision is verified again, from its signature, against the operators given here, and people are counted, not
 * keys or names. The entries are those of one run; that they are genuine is for the caller to have checked.
 */
export const approvalsOf = (
  entries: readonly Entry[],
  root: Hash,
  rules: readonly Rule[],
  operators: readonly Operator[],
  requesterPerson: string,
  verify: Verifier = verifySigned,
): Approvals => {
  const planned = plannedEntry(entries, root);
  const votes = new Map<string, Vote>();
  const rejected: string[] = [];
  for (const entry of planned === null ? [] : entries) {
    if (entry.kind !== 'approval' || entry.body.plan !== root) continue;
    // What was decided before this gate was opened was decided at another.
    if (planned === null || entry.seq < planned.seq) continue;
    const judged = judge(entry, planned, { root, operators, verify });
    if (judged.verdict === 'rejected') {
      rejected.push(judged.reason);
      continue;
    }
    const roles = rolesOf(judged.person, operators);
    const vote: Vote = { ...judged, roles, after: waited(planned.body.gate, entry.at) };
    const problem = vote.verdict === 'approve' ? voteProblem(vote.person, vote, rules, requesterPerson) : null;
    if (problem) rejected.push(`entry ${entry.seq}: ${problem.message}`);
    // One word a person; where there are two after all, the no counts.
    else if (votes.get(vote.person)?.verdict !== 'deny') votes.set(vote.person, vote);
  }
  const all = [...votes.values()];
  const have = all.filter(({ verdict }) => verdict === 'approve').map(({ person }) => person);
  return { have, rejected, ...tally(rules, all) };
};
