import type { Factor, ProofKind, Rule } from '../../workflows/contract/policy.js';

/** What one person said at a gate, and how it was proved. */
export type Vote = {
  readonly person: string;
  readonly roles: readonly string[];
  readonly proof: ProofKind;
  readonly verdict: 'approve' | 'deny';
  /** Seconds that the gate had been open. */
  readonly after: number;
};

/** How far one rule is. */
export type RuleTally = {
  readonly rule: string;
  /** What is still missing; empty when the rule is satisfied. */
  readonly missing: readonly Factor[];
  /** Who ended it with a no. */
  readonly endedBy: readonly string[];
};

/** How far a gate is: every rule on its own. */
export type Tally = {
  readonly rules: readonly RuleTally[];
  readonly quorum: boolean;
  readonly denied: readonly string[];
};

const plays = (vote: Vote, roles: readonly string[]): boolean => roles.some((role) => vote.roles.includes(role));

/** Whether somebody to whom the rule has been escalated may fill any of its places. */
const standsIn = ({ escalate }: Rule, vote: Vote): boolean =>
  escalate.some(({ after, roles }) => after <= vote.after && plays(vote, roles));

/** Whether a person with these roles counts in a rule at all. */
export const countsIn = (rule: Rule, vote: Vote): boolean =>
  rule.need.some(({ roles }) => plays(vote, roles)) || standsIn(rule, vote);

/** Whether a proof is of a kind that the rule takes: a security key's signature is an SSH signature too. */
export const takes = ({ proofs }: Rule, proof: ProofKind): boolean =>
  proofs.includes(proof) || (proof === 'ssh-sk' && proofs.includes('ssh'));

/**
 * Gives each place to a person of its own, and as many places as can be: somebody with two roles must not take the
 * place of who has only one (augmenting paths). Returns the places that stay empty.
 */
const unfilled = (
  rule: Rule,
  places: readonly (readonly string[])[],
  votes: readonly Vote[],
): readonly (readonly string[])[] => {
  const takenBy = new Map<string, number>();
  const seat = (place: number, tried: Set<string>): boolean =>
    votes.some((vote) => {
      if (tried.has(vote.person) || !(plays(vote, places[place] ?? []) || standsIn(rule, vote))) return false;
      tried.add(vote.person);
      const before = takenBy.get(vote.person);
      if (before !== undefined && !seat(before, tried)) return false;
      takenBy.set(vote.person, place);
      return true;
    });
  return places.filter((_, place) => !seat(place, new Set()));
};

const grouped = (places: readonly (readonly string[])[]): readonly Factor[] => {
  const counts = new Map<string, Factor>();
  for (const roles of places) {
    const key = roles.join('\n');
    counts.set(key, { roles, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
};

const tallyRule = (rule: Rule, votes: readonly Vote[]): RuleTally => {
  const counting = votes.filter((vote) => countsIn(rule, vote));
  const noes = counting.filter(({ verdict }) => verdict === 'deny');
  const yeses = counting.filter(({ verdict, proof }) => verdict === 'approve' && takes(rule, proof));
  const asked = rule.need.flatMap(({ count, roles }) => Array.from({ length: Math.max(1, count) }, () => roles));
  // A rule that asks for nobody would let everything pass: it asks for somebody whom there is not.
  const places = asked.length > 0 ? asked : [[]];
  const [first = []] = places;
  const more = rule.denial === 'outweighed' ? noes.map(() => first) : [];
  return {
    rule: rule.name,
    missing: grouped(unfilled(rule, [...places, ...more], yeses)),
    endedBy: rule.denial === 'ends' ? noes.map(({ person }) => person) : [],
  };
};

/**
 * Counts what people said against every rule. People are counted, each once: the caller hands in one vote a person.
 * A no of somebody who counts in no rule ends the gate as well: it cannot be told what it should have done.
 */
export const tally = (rules: readonly Rule[], votes: readonly Vote[]): Tally => {
  const each = rules.map((rule) => tallyRule(rule, votes));
  const strangers = votes.filter((vote) => vote.verdict === 'deny' && !rules.some((rule) => countsIn(rule, vote)));
  const denied = [...new Set([...each.flatMap(({ endedBy }) => endedBy), ...strangers.map(({ person }) => person)])];
  const filled = each.every(({ missing }) => missing.length === 0);
  return { rules: each, quorum: rules.length > 0 && filled && denied.length === 0, denied };
};
