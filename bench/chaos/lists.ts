/** What differs between two lists, each thing as often as it differs. */
export const differences = (expected: readonly string[], found: readonly string[]): readonly string[] => [
  ...without(expected, found).map((one) => `missing: ${one}`),
  ...beyond(expected, found),
];

/** What of a list was not expected, each thing as often as there is too much of it. */
export const beyond = (expected: readonly string[], found: readonly string[]): readonly string[] =>
  without(found, expected).map((one) => `unexpected: ${one}`);

/** A list without what is in another, each thing as often as it is there. */
export const without = (from: readonly string[], what: readonly string[]): readonly string[] => {
  const left = [...what];
  return from.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};
