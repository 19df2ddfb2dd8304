const slow = /\/test\/(?:activities\/matrix|chaos|e2e|authoring)\/|permissions\.test|untrack-faults|capture-/;

/**
 * A test file, as Jest knows it.
 *
 * @typedef {{ readonly path: string,
 *   readonly context: { readonly hasteFS: { getSize(path: string): number | null } } }} TestFile
 */

/**
 * The order of the test files: first those that wait for whole stacks to come up, die and come back, so that none of
 * them is begun when the others are through; then by size, which goes with time well enough.
 */
export default class SlowFirst {
  /** @param {readonly TestFile[]} tests */
  sort(tests) {
    const size = (/** @type {TestFile} */ { context, path }) => context.hasteFS.getSize(path) ?? 0;
    const rank = (/** @type {TestFile} */ { path }) => (slow.test(path) ? 0 : 1);
    return tests.toSorted((one, other) => rank(one) - rank(other) || size(other) - size(one));
  }

  /** @param {readonly TestFile[]} tests */
  shard(tests) {
    return tests;
  }

  /** @param {readonly TestFile[]} tests */
  allFailedTests(tests) {
    return tests;
  }

  /** Nothing is kept from one run to the next. */
  cacheResults() {}
}
