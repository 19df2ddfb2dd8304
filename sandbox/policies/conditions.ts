import type { Keys } from './context.js';
import type { Condition } from './document.js';
import { operatorNamed } from './operators.js';

/** Whether a condition holds; 'unknown' for an operator that nobody knows, which must never let anything pass. */
export type Holds = boolean | 'unknown';

/**
 * Whether one condition holds in a request ("Evaluation logic for multiple context keys or values", IAM User Guide).
 * Without the key: a negated operator and …IfExists hold, ForAllValues holds, everything else fails. `variables` are
 * the keys that policy variables are filled from; undefined where the document's version has none.
 */
export const conditionHolds = (
  { operator: name, key, values }: Condition,
  request: Keys,
  variables: Keys | undefined,
): Holds => {
  const operator = operatorNamed(name);
  if (operator === undefined) return 'unknown';
  const actual = request.valuesOf(key);
  if (operator.kind === 'null')
    return values.some((one) => (one.toLowerCase() === 'true') === (actual === undefined || actual.length === 0));
  const { comparison, over, ifExists } = operator;
  if (actual === undefined || actual.length === 0)
    return ifExists || over === 'all' || (over === 'one' && comparison.negated);
  const fits = (one: string): boolean =>
    values.some((expected) => comparison.holds(one, expected, variables)) !== comparison.negated;
  if (over === 'any') return actual.some(fits);
  if (over === 'all') return actual.every(fits);
  // A list under an operator for single values: any value will do, and none may under a negated operator.
  return comparison.negated ? actual.every(fits) : actual.some(fits);
};
