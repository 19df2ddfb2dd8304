import fc from 'fast-check';
import { denials, type Rule } from '../../../../workflows/contract/policy.js';
import type { Asked, Handed } from './model.js';
import { hands, names } from './people.js';
import type { Step } from './rules.js';

/** What somebody does, before it is known which gates there are. */
export type Vote = Pick<Handed, 'who' | 'hand' | 'verdict' | 'anotherPlan' | 'anotherRun' | 'late'> & {
  readonly gate: 'newest' | 'earlier' | 'none';
  readonly nonce: 'of that gate' | 'earlier' | 'made up';
  /** Where the gate has expired: whether it was on record before that. */
  readonly inTime: boolean;
};

/** One thing that happens. `again`: Temporal tries the activity once more that was begun so many votes ago. */
export type Event =
  | { readonly is: 'vote'; readonly vote: Vote }
  | { readonly is: 'again'; readonly ago: number }
  | { readonly is: 'restart'; readonly leaves: 'the ledger' | 'its file' }
  | { readonly is: 'asked'; readonly gate: Asked };

export type History = { readonly steps: readonly Step[]; readonly gate: Asked; readonly events: readonly Event[] };

const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const seldom = mostly(false, true);

// Far from how long a test takes: a gate is younger than all of them, older than the first, or expired.
const soon = 1_000;
const muchLater = 100_000;
const gate: fc.Arbitrary<Asked> = mostly(
  { open: 0, expired: false },
  { open: 5_000, expired: false },
  { open: 5_000, expired: false },
  { open: 5_000, expired: true },
);

const factors: readonly (readonly string[])[] = [['lead'], ['lead'], ['owner'], ['lead', 'owner'], ['ciso', 'owner']];
const proofs: readonly Rule['proofs'][] = [['ssh', 'ssh-sk'], ['ssh', 'ssh-sk'], ['ssh', 'ssh-sk'], ['ssh-sk']];
const escalations: readonly Rule['escalate'][] = [
  [],
  [{ after: soon, roles: ['ciso'] }],
  [{ after: muchLater, roles: ['ciso'] }],
];
const standings: readonly Rule['standing'][] = [
  null,
  { roles: ['responder'], ratifyWithin: soon },
  { roles: ['responder'], ratifyWithin: muchLater },
  { roles: ['ciso'], ratifyWithin: muchLater },
];
const need = fc.record({ count: mostly(1, 2), roles: fc.constantFrom(...factors) });
const rule = fc.record({
  need: fc.array(need, { minLength: 1, maxLength: 2 }),
  proofs: fc.constantFrom(...proofs),
  denial: fc.constantFrom(...denials),
  escalate: fc.constantFrom(...escalations),
  standing: fc.constantFrom(...standings),
});

const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.record({ rule, reversible: mostly(true, false), blocking: fc.boolean() }), { minLength: 1, maxLength: 3 })
  .map((all) =>
    all.map((step, at) => ({
      ...step,
      rule: { ...step.rule, name: `rule ${at}`, when: { action: [`action${at}`] }, expiresAfter: 3_600 },
    })),
  );

const vote = fc.record<Vote>({
  who: fc.constantFrom(...names),
  hand: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('key', 'recognised') },
    { weight: 1, arbitrary: fc.constantFrom(...hands) },
  ),
  verdict: fc.constantFrom('approve', 'approve', 'approve', 'deny'),
  gate: mostly<Vote['gate']>('newest', 'earlier', 'none'),
  nonce: mostly<Vote['nonce']>('of that gate', 'earlier', 'made up'),
  anotherPlan: seldom,
  anotherRun: seldom,
  late: seldom,
  inTime: fc.boolean(),
});

const restart = fc.record({
  is: fc.constant('restart' as const),
  leaves: fc.constantFrom('the ledger' as const, 'the ledger' as const, 'the ledger' as const, 'its file' as const),
});
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ is: fc.constant('vote' as const), vote }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('again' as const), ago: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: restart },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('asked' as const), gate }) },
);

/** Plans under rules of every kind, and what may happen at their gates. */
export const histories: fc.Arbitrary<History> = fc.record({
  steps,
  gate,
  events: fc.array(event, { minLength: 1, maxLength: 10 }),
});
