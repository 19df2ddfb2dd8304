const slow = /\/test\/(?:activities\/matrix|chaos|e2e|authoring)\/|permissions\.test|untrack-faults|capture-/;

/**
 * The order of the test files: first those that wait for whole stacks to come up, die and come back, so that none of
 * them is begun when the others are through; then by size, which goes with time well enough.
 */
export default class SlowFirst {
  sort(tests) {
    const size = ({ context, path }) => context.hasteFS.getSize(path) ?? 0;
    const rank = (test) => (slow.test(test.path) ? 0 : 1);
    return tests.toSorted((one, other) => rank(one) - rank(other) || size(other) - size(one));
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
