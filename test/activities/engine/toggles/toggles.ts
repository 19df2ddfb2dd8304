import fc from 'fast-check';

/** What somebody with a foot in the account can turn this way and that. `at` counts the interfaces of the host, around. */
export type Toggle =
  | { readonly is: 'tag'; readonly on: 'host' | 'interface'; readonly key: string; readonly value: string | null }
  | { readonly is: 'groups'; readonly at: number; readonly groups: readonly number[] }
  | { readonly is: 'attach' | 'detach' | 'reattach' | 'move'; readonly at: number };

const at = fc.nat({ max: 3 });
const value = fc.constantFrom('prod', 'dev', 'x', null);

const toggle: fc.Arbitrary<Toggle> = fc.oneof(
  fc.record({
    is: fc.constant('tag' as const),
    on: fc.constantFrom('host', 'interface'),
    key: fc.constantFrom('environment', 'environment', 'Name', 'aws'),
    value,
  }),
  fc.record({
    is: fc.constant('groups' as const),
    at,
    groups: fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ is: fc.constantFrom('attach', 'detach', 'reattach', 'move'), at }),
);
const toggles = fc.array(toggle, { maxLength: 4 });

/** A host with so many interfaces, its environment when people are asked, and what is toggled from then on. */
export type Siege = {
  readonly interfaces: number;
  readonly environment: string | null;
  readonly untrack: boolean;
  /** Before the plan is made again. */
  readonly before: readonly Toggle[];
  /** While it is carried out: before the step of that action. */
  readonly meanwhile: { readonly [action: string]: readonly Toggle[] };
};

export const sieges: fc.Arbitrary<Siege> = fc.record({
  interfaces: fc.integer({ min: 1, max: 4 }),
  environment: value,
  untrack: fc.boolean(),
  before: toggles,
  meanwhile: fc.record({ isolateInstance: toggles, shortenIdleTimeout: toggles }),
});
