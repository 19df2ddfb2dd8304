import type { Keys } from './context.js';
import { isArnLike, isLike, literalOf, patternOf } from './patterns.js';
import { isInRange, momentOf, numberOf } from './values.js';

/** How an operator compares one value of the request with one of the policy. */
export interface Comparison {
  readonly holds: (actual: string, expected: string, request: Keys | undefined) => boolean;
  /** The operator is true when the comparison fails for every value of the policy. */
  readonly negated: boolean;
}

const plain = (holds: Comparison['holds']): Comparison => ({ holds, negated: false });
const not = ({ holds }: Comparison): Comparison => ({ holds, negated: true });

const same = plain((actual, expected, request) => actual === literalOf(expected, request));
const sameInAnyCase = plain(
  (actual, expected, request) => actual.toLowerCase() === literalOf(expected, request)?.toLowerCase(),
);
const like = plain((actual, expected, request) => isLike(actual, patternOf(expected, request)));
const likeArn = plain((actual, expected, request) => isArnLike(actual, patternOf(expected, request)));
const inRange = plain((actual, expected) => isInRange(actual, expected));

/** Compares what both sides mean; what means nothing compares as false. */
const ordered = (
  meaning: (text: string) => number | undefined,
  test: (actual: number, expected: number) => boolean,
): Comparison =>
  plain((actual, expected) => {
    const [a, b] = [meaning(actual), meaning(expected)];
    return a !== undefined && b !== undefined && test(a, b);
  });

const ordering = (kind: string, meaning: (text: string) => number | undefined): Record<string, Comparison> => ({
  [`${kind}Equals`]: ordered(meaning, (a, b) => a === b),
  // Not the negation: a value without meaning is not unequal either.
  [`${kind}NotEquals`]: not(
    plain((actual, expected) => {
      const [a, b] = [meaning(actual), meaning(expected)];
      return a === undefined || b === undefined || a === b;
    }),
  ),
  [`${kind}LessThan`]: ordered(meaning, (a, b) => a < b),
  [`${kind}LessThanEquals`]: ordered(meaning, (a, b) => a <= b),
  [`${kind}GreaterThan`]: ordered(meaning, (a, b) => a > b),
  [`${kind}GreaterThanEquals`]: ordered(meaning, (a, b) => a >= b),
});

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: same,
  StringNotEquals: not(same),
  StringEqualsIgnoreCase: sameInAnyCase,
  StringNotEqualsIgnoreCase: not(sameInAnyCase),
  StringLike: like,
  StringNotLike: not(like),
  ...ordering('Numeric', numberOf),
  ...ordering('Date', momentOf),
  Bool: plain((actual, expected) => actual.toLowerCase() === expected.toLowerCase()),
  BinaryEquals: plain((actual, expected) => actual === expected),
  IpAddress: inRange,
  NotIpAddress: not(inRange),
  // "ArnEquals and ArnLike behave identically": both know wildcards.
  ArnEquals: likeArn,
  ArnLike: likeArn,
  ArnNotEquals: not(likeArn),
  ArnNotLike: not(likeArn),
};

/** A condition operator taken apart. */
export type Operator =
  | { readonly kind: 'null' }
  | {
      readonly kind: 'compare';
      readonly comparison: Comparison;
      readonly over: 'one' | 'all' | 'any';
      readonly ifExists: boolean;
      readonly name: string;
    };

/** The operator of that name ("IAM JSON policy elements: Condition operators"); undefined when there is none. */
export const operatorNamed = (name: string): Operator | undefined => {
  if (name === 'Null') return { kind: 'null' };
  const [, set, base = '', ifExists] = /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const comparison = Object.hasOwn(comparisons, base) ? comparisons[base] : undefined;
  if (comparison === undefined) return undefined;
  const over = set === undefined ? 'one' : set === 'ForAllValues:' ? 'all' : 'any';
  return { kind: 'compare', comparison, over, ifExists: ifExists !== undefined, name: base };
};
