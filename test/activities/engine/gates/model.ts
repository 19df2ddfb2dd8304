import type { Factor, Rule } from '../../../../workflows/contract/policy.js';
import { personOf, requester, type Hand } from './people.js';
import { canSeat, firstSteps, isStrict, rolesOf, type Step } from './rules.js';

/** How long a gate has been open, in seconds, and whether it has expired. */
export type Asked = { readonly open: number; readonly expired: boolean };

/** A decision that somebody hands in. Gates are numbers, in the order in which they were opened; null is no gate. */
export type Handed = {
  readonly id: number;
  readonly who: string;
  readonly hand: Hand;
  readonly verdict: 'approve' | 'deny';
  /** The gate that it is handed in at, and the one whose nonce was signed. */
  readonly gate: number | null;
  readonly nonce: number | null;
  readonly anotherPlan: boolean;
  readonly anotherRun: boolean;
  /** Signed after the gate expired. */
  readonly late: boolean;
};

type Vote = Pick<Handed, 'id' | 'who' | 'verdict' | 'gate'> & { readonly person: string; readonly strong: boolean };
type Voter = Pick<Vote, 'person' | 'gate'>;

const flaws: Partial<Record<Hand, string>> = { untouched: 'no-presence', stray: 'unknown-key', forged: 'forged' };

/** What the rules say, in as few words as there are: who counts, whether a gate is answered, and what may be done. */
export class GateModel {
  readonly votes: Vote[] = [];
  refusals = 0;
  readonly #gates: Asked[] = [];

  constructor(private readonly steps: readonly Step[]) {}

  ask(gate: Asked): void {
    this.#gates.push(gate);
  }

  /** The number of the gate that waits. */
  get newest(): number {
    return this.#gates.length - 1;
  }

  /** Puts a decision on record, or its refusal; answers as its author hears of it. */
  decide(handed: Handed): { readonly accepted: boolean; readonly code: string; readonly settles: boolean } {
    const code = this.#code(handed);
    const accepted = code === 'accepted';
    if (accepted) this.record(handed);
    else this.refusals += 1;
    return { accepted, code, settles: accepted && this.answer !== 'waits' };
  }

  /** Puts on record what was decided; twice is once. */
  record({ id, who, hand, verdict, gate }: Handed): void {
    if (this.#isOnRecord({ id, gate })) return;
    this.votes.push({ id, who, verdict, gate, person: personOf(who) ?? '', strong: hand === 'recognised' });
  }

  /** Whether it comes too late, and would have been taken in time. */
  isBelated(handed: Handed): boolean {
    return this.#gate.expired && !this.#isOnRecord(handed) && this.#code(handed, true) === 'accepted';
  }

  get answer(): 'waits' | 'approved' | 'denied' {
    if (this.#isDenied(this.newest)) return 'denied';
    return this.#rules.every((rule) => this.#isFull(rule)) ? 'approved' : 'waits';
  }

  /** Whether the step may be carried out, from exactly the plan that people see or from one that is covered by it. */
  mayRun(step: number, exactly: boolean): boolean {
    return this.answer === 'approved' || (exactly && this.#actsFirst.includes(step));
  }

  #code({ id, who, hand, verdict, gate, nonce, ...more }: Handed, inTime = false): string {
    const person = personOf(who);
    if (person === null) return 'unknown-operator';
    const flaw = flaws[hand];
    if (flaw) return flaw;
    if (more.anotherRun) return 'wrong-run';
    const isDecided = this.votes.some((vote) => vote.who === who) && !more.anotherPlan;
    if (gate === null) return isDecided ? 'already-decided' : 'no-gate';
    if (this.#isOnRecord({ id, gate })) return 'accepted';
    if (nonce !== gate || gate !== this.newest) return 'stale';
    if (more.late || (this.#gate.expired && !inTime)) return 'expired';
    if (more.anotherPlan) return 'stale-plan';
    if (verdict === 'approve' && person === requester) return 'self-approval';
    const counting = this.#rules.filter((rule) => this.#counts(rule, { person, gate }));
    if (counting.length === 0) return 'not-allowed';
    if (verdict === 'approve' && hand !== 'recognised' && counting.some(isStrict)) return 'weak-proof';
    return this.#here.some((vote) => vote.person === person) ? 'already-decided' : 'accepted';
  }

  #isOnRecord({ id, gate }: Pick<Handed, 'id' | 'gate'>): boolean {
    return this.votes.some((vote) => vote.id === id && vote.gate === gate);
  }

  get #rules(): readonly Rule[] {
    return this.steps.map(({ rule }) => rule);
  }

  get #gate(): Asked {
    return this.#gates.at(-1) ?? { open: 0, expired: true };
  }

  get #here(): readonly Vote[] {
    return this.votes.filter(({ gate }) => gate === this.newest);
  }

  #isDenied(gate: number): boolean {
    const noes = this.votes.filter((vote) => vote.gate === gate && vote.verdict === 'deny');
    return this.#rules.some((rule) => rule.denial === 'ends' && noes.some((vote) => this.#counts(rule, vote)));
  }

  #fits({ escalate }: Rule, { roles: wanted }: Pick<Factor, 'roles'>, { person, gate }: Voter): boolean {
    const open = this.#gates[gate ?? -1]?.open ?? 0;
    const called = escalate.filter(({ after }) => after <= open).flatMap(({ roles }) => roles);
    return rolesOf(person).some((role) => wanted.includes(role) || called.includes(role));
  }

  #counts(rule: Rule, voter: Voter): boolean {
    return rule.need.some((factor) => this.#fits(rule, factor, voter));
  }

  #isFull(rule: Rule): boolean {
    const counting = this.#here.filter((vote) => this.#counts(rule, vote));
    const noes = counting.filter(({ verdict }) => verdict === 'deny');
    const places = rule.need.flatMap((one) => Array.from({ length: one.count }, () => one));
    const seats = [...places, ...noes.flatMap(() => places.slice(0, 1))];
    const yeses = counting.filter(({ verdict, strong }) => verdict === 'approve' && (strong || !isStrict(rule)));
    return canSeat(seats, yeses, (seat, vote) => this.#fits(rule, seat, vote));
  }

  // Nobody has said no at an earlier gate, and the first of all has not been open for too long.
  get #actsFirst(): readonly number[] {
    const first = firstSteps(this.steps);
    const longest = Math.min(...first.map((at) => this.steps[at]?.rule.standing?.ratifyWithin ?? 0));
    const isDenied = this.votes.some(({ verdict, gate }) => verdict === 'deny' && gate !== this.newest);
    const isLate = (this.#gates[0]?.open ?? 0) > longest;
    return isDenied || isLate || this.#isDenied(this.newest) ? [] : first;
  }
}
