import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tally, type Vote } from '../../../ledger/policy/tally.js';
import type { Factor, Rule } from '../../../workflows/contract/policy.js';

const rule = (need: readonly Factor[], change: Partial<Rule> = {}): Rule => ({
  name: 'rule',
  when: {},
  need,
  proofs: ['ssh', 'ssh-sk'],
  denial: 'ends',
  expiresAfter: 60,
  escalate: [],
  standing: null,
  ...change,
});
const lead = { count: 1, roles: ['ir-lead'] };
const owner = { count: 1, roles: ['owner'] };
const yes = (person: string, ...roles: string[]): Vote => ({
  person,
  roles,
  proof: 'ssh',
  verdict: 'approve',
  after: 0,
});
const no = (person: string, ...roles: string[]): Vote => ({ ...yes(person, ...roles), verdict: 'deny' });
const quorum = (rules: readonly Rule[], ...votes: Vote[]): boolean => tally(rules, votes).quorum;

describe('a rule of several factors', () => {
  const both = [rule([lead, owner])];

  it('asks for people of their own: who has both roles counts for one of them', () => {
    expect(quorum(both, yes('ada', 'ir-lead', 'owner'))).toBe(false);
    expect(quorum(both, yes('ada', 'ir-lead', 'owner'), yes('bob', 'reader'))).toBe(false);
    expect(quorum(both, yes('ada', 'ir-lead', 'owner'), yes('bob', 'ir-lead'))).toBe(true);
  });

  it('seats whoever fits where most places are filled, in whatever order they signed', () => {
    const votes = [yes('ada', 'ir-lead', 'owner'), yes('bob', 'ir-lead'), yes('cid', 'owner', 'ciso')];
    const rules = [rule([lead, owner, { count: 1, roles: ['ciso'] }])];
    expect(quorum(rules, ...votes)).toBe(true);
    expect(quorum(rules, ...votes.toReversed())).toBe(true);
  });

  it('says what is missing', () => {
    expect(tally(both, [yes('bob', 'ir-lead')]).rules[0]?.missing).toEqual([owner]);
    expect(tally([rule([{ count: 3, roles: ['ir-lead'] }])], [yes('bob', 'ir-lead')]).rules[0]?.missing).toEqual([
      { count: 2, roles: ['ir-lead'] },
    ]);
  });
});

describe('several rules', () => {
  it('must all be satisfied, and one person may count in each', () => {
    const rules = [rule([lead]), rule([owner])];
    expect(quorum(rules, yes('ada', 'ir-lead'))).toBe(false);
    expect(quorum(rules, yes('ada', 'ir-lead', 'owner'))).toBe(true);
  });
});

describe('a proof', () => {
  const strict = [rule([lead], { proofs: ['ssh-sk'] })];

  it('counts where the rule takes its kind; a security key’s is an SSH key’s too', () => {
    expect(quorum(strict, yes('ada', 'ir-lead'))).toBe(false);
    expect(quorum(strict, { ...yes('ada', 'ir-lead'), proof: 'ssh-sk' })).toBe(true);
    expect(quorum([rule([lead], { proofs: ['ssh'] })], { ...yes('ada', 'ir-lead'), proof: 'ssh-sk' })).toBe(true);
  });
});

describe('a no', () => {
  it('ends the gate, whoever said yes', () => {
    expect(tally([rule([lead])], [yes('ada', 'ir-lead'), no('bob', 'ir-lead')])).toMatchObject({
      quorum: false,
      denied: ['bob'],
    });
  });

  it('asks for one approval more where the rule lets it be outweighed', () => {
    const rules = [rule([lead], { denial: 'outweighed' })];
    expect(tally(rules, [yes('ada', 'ir-lead'), no('bob', 'ir-lead')])).toMatchObject({ quorum: false, denied: [] });
    expect(quorum(rules, yes('ada', 'ir-lead'), no('bob', 'ir-lead'), yes('cid', 'ir-lead'))).toBe(true);
  });

  it('of one rule ends it all, though another rule would be outweighed', () => {
    const rules = [rule([lead], { denial: 'outweighed' }), rule([owner])];
    expect(tally(rules, [yes('ada', 'ir-lead', 'owner'), no('bob', 'owner')]).denied).toEqual(['bob']);
  });

  it('of somebody who counts in no rule ends it too', () => {
    expect(
      tally([rule([lead], { denial: 'outweighed' })], [yes('ada', 'ir-lead'), no('eve', 'reader')]).denied,
    ).toEqual(['eve']);
  });
});

describe('a rule that has been escalated', () => {
  const escalating = [rule([lead], { escalate: [{ after: 900, roles: ['ciso'] }] })];

  it('takes those to whom it was for any of its places, from then on', () => {
    const ciso = yes('dee', 'ciso');
    expect(quorum(escalating, { ...ciso, after: 899 })).toBe(false);
    expect(quorum(escalating, { ...ciso, after: 900 })).toBe(true);
    expect(
      quorum([rule([lead, owner], { escalate: [{ after: 900, roles: ['ciso'] }] })], { ...ciso, after: 901 }),
    ).toBe(false);
  });

  it('hears their no as well, and not before', () => {
    expect(tally(escalating, [{ ...no('dee', 'ciso'), after: 901 }, yes('ada', 'ir-lead')]).denied).toEqual(['dee']);
  });
});

it('a rule that asks for nobody is satisfied by nobody', () => {
  const everybody = [yes('ada', 'ir-lead', ''), yes('bob', 'owner')];
  expect(quorum([rule([])], ...everybody)).toBe(false);
  expect(quorum([rule([{ count: 0, roles: ['ir-lead'] }])])).toBe(false);
  expect(quorum([], ...everybody)).toBe(false);
});

// Tries every way to give places to people: slow, and plainly right.
const canSeat = (places: readonly (readonly string[])[], votes: readonly Vote[]): boolean => {
  const [place, ...rest] = places;
  if (!place) return true;
  return votes.some(
    (vote) =>
      vote.roles.some((role) => place.includes(role)) &&
      canSeat(
        rest,
        votes.filter((other) => other !== vote),
      ),
  );
};

const role = fc.constantFrom('a', 'b', 'c', 'd');
const roles = fc.uniqueArray(role, { minLength: 1, maxLength: 3 });
const need = fc.array(fc.record({ count: fc.integer({ min: 1, max: 2 }), roles }), { minLength: 1, maxLength: 3 });
const votes = fc
  .array(
    fc.record({
      roles: fc.uniqueArray(role, { maxLength: 3 }),
      proof: fc.constantFrom('ssh' as const, 'ssh-sk' as const),
      verdict: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'deny' as const),
    }),
    { maxLength: 6 },
  )
  .map((list): readonly Vote[] => list.map((one, at) => ({ ...one, after: 0, person: `p${at}` })));
const denial = fc.constantFrom('ends' as const, 'outweighed' as const);
const proofs = fc.constantFrom(['ssh', 'ssh-sk'] as const, ['ssh-sk'] as const);

it('counts as trying every seating does, for any rule and any votes', () => {
  fc.assert(
    fc.property(need, proofs, denial, votes, (asked, kinds, says, all) => {
      const one = rule(asked, { proofs: kinds, denial: says });
      const known: readonly string[] = asked.flatMap((factor) => factor.roles);
      const counts = (vote: Vote): boolean => vote.roles.some((each) => known.includes(each));
      const noes = all.filter(({ verdict }) => verdict === 'deny');
      const ended = noes.some((vote) => says === 'ends' || !counts(vote));
      const places = asked.flatMap((factor) => Array.from({ length: factor.count }, () => factor.roles));
      const more = says === 'outweighed' ? noes.filter(counts).map(() => asked[0]?.roles ?? []) : [];
      const yeses = all.filter(
        ({ verdict, proof }) => verdict === 'approve' && (kinds as readonly string[]).includes(proof),
      );
      expect(quorum([one], ...all)).toBe(!ended && canSeat([...places, ...more], yeses));
    }),
    { numRuns: 2_000 },
  );
});

it('never depends on the order in which people signed', () => {
  fc.assert(
    fc.property(need, denial, votes, (asked, says, all) => {
      const one = rule(asked, { denial: says });
      expect(quorum([one], ...all.toReversed())).toBe(quorum([one], ...all));
    }),
    { numRuns: 500 },
  );
});
