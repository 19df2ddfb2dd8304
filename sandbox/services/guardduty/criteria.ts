import type { Condition, Finding, FindingCriteria } from '@aws-sdk/client-guardduty';
import { isLike, patternOf } from '../../policies/patterns.js';
import { isCriterion } from './criterion-names.js';
import { invalidParameter } from './failures.js';

type Value = string | number | boolean;

/** A test of findings as ListFindings, filters and statistics take it: every criterion must hold. */
export const criteriaTest = (criteria: FindingCriteria | undefined): ((finding: Finding) => boolean) => {
  const tests = Object.entries(criteria?.Criterion ?? {}).map(([name, condition]) => {
    if (!isCriterion(name)) throw invalidParameter('findingCriteria');
    const holds = conditionTest(name, condition);
    return (finding: Finding) => holds(attributeOf(finding, name));
  });
  return (finding) => tests.every((test) => test(finding));
};

/** What a finding has of an attribute, named as in its JSON: `resource.instanceDetails.instanceId`. */
export const attributeOf = (finding: Finding, name: string): readonly Value[] =>
  name
    .split('.')
    .reduce<readonly unknown[]>(
      (values, step) => values.flatMap((value) => partsOf(value, step)),
      [finding],
    ) as readonly Value[];

const partsOf = (value: unknown, step: string): readonly unknown[] => {
  const record = additionalInfo(value) as Readonly<Record<string, unknown>>;
  const part = record[step.charAt(0).toUpperCase() + step.slice(1)] ?? record[step];
  return part === undefined || part === null ? [] : Array.isArray(part) ? part : [part];
};

/** `service.additionalInfo` holds JSON in a text. */
const additionalInfo = (value: unknown): object => {
  if (typeof value !== 'object' || value === null) return {};
  const text = (value as { Value?: unknown }).Value;
  return 'Type' in value && typeof text === 'string' && text.startsWith('{') ? (JSON.parse(text) as object) : value;
};

const conditionTest = (name: string, condition: Condition): ((values: readonly Value[]) => boolean) => {
  const equal = condition.Equals ?? deprecated(condition).Eq;
  const unequal = condition.NotEquals ?? deprecated(condition).Neq;
  const above = condition.GreaterThan ?? deprecated(condition).Gt;
  const from = condition.GreaterThanOrEqual ?? deprecated(condition).Gte;
  const below = condition.LessThan ?? deprecated(condition).Lt;
  const upTo = condition.LessThanOrEqual ?? deprecated(condition).Lte;
  const { Matches: like, NotMatches: unlike } = condition;
  for (const list of [equal, unequal]) if ((list?.length ?? 0) > MOST_VALUES) throw invalidParameter('findingCriteria');
  const is = (values: readonly Value[], wanted: readonly string[]): boolean =>
    values.some((value) => wanted.some((one) => same(name, value, one)));
  const some = (values: readonly Value[], test: (value: number) => boolean): boolean =>
    values.some((value) => test(numberOf(value)));
  return (values) =>
    (equal === undefined || is(values, equal)) &&
    (unequal === undefined || !is(values, unequal)) &&
    (above === undefined || some(values, (value) => value > above)) &&
    (from === undefined || some(values, (value) => value >= from)) &&
    (below === undefined || some(values, (value) => value < below)) &&
    (upTo === undefined || some(values, (value) => value <= upTo)) &&
    (like === undefined || matches(values, like)) &&
    (unlike === undefined || !matches(values, unlike));
};

const MOST_VALUES = 50;

/** The short names that GuardDuty had first; it still takes them. */
type Deprecated = Partial<Record<'Gt' | 'Gte' | 'Lt' | 'Lte', number> & Record<'Eq' | 'Neq', readonly string[]>>;
const deprecated = (condition: Condition): Deprecated => condition as Deprecated;

/** Severities are asked for in whole numbers: `8` means 8.0 to 8.9. */
const same = (name: string, value: Value, wanted: string): boolean =>
  name === 'severity' && /^\d+$/.test(wanted) ? Math.floor(Number(value)) === Number(wanted) : String(value) === wanted;

/** Times are compared as epoch milliseconds. */
const numberOf = (value: Value): number =>
  typeof value === 'string' && Number.isNaN(Number(value)) ? Date.parse(value) : Number(value);

const matches = (values: readonly Value[], patterns: readonly string[]): boolean =>
  patterns.some((pattern) => values.some((value) => isLike(String(value), patternOf(pattern))));
