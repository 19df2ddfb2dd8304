import type {
  AwsSecurityFinding,
  AwsSecurityFindingFilters,
  BooleanFilter,
  DateFilter,
  GetFindingsRequest,
  GetFindingsResponse,
  IpFilter,
  KeywordFilter,
  MapFilter,
  NumberFilter,
  SortCriterion,
  StringFilter,
} from '@aws-sdk/client-securityhub';
import { unsupportedInSandbox } from '../not-simulated.js';
import { operation, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { dateTest, ipTest, mapTest, numberTest, stringTest } from './comparisons.js';
import { invalidInput } from './failures.js';
import { filterFields, valuesAt, type FilterField } from './filter-fields.js';
import { hubOf, onHub } from './hub.js';
import { findingsIn } from './records.js';

/** Findings that nobody has updated for 90 days are gone. */
const MEMORY = 90 * 86_400_000;
/** "You can filter by up to 10 finding attributes. For each attribute, you can provide up to 20 filter values." */
const MOST_FIELDS = 10;
const MOST_VALUES = 20;
const PAGE = 100;
const INVALID_TOKEN = { code: 'InvalidInputException', message: 'Invalid parameter: NextToken' };

/** GetFindings: what passes all filters, sorted and paged. */
export const getFindingsOperations: Operations = {
  GetFindings: operation<GetFindingsRequest, GetFindingsResponse>((call, input) => {
    hubOf(call);
    const now = call.world.clock.now();
    const passes = filtersTest(input.Filters, now);
    const found = findingsIn(call)
      .all()
      .filter((record) => record.processedAt > now - MEMORY && passes(record.finding))
      .map((record) => record.finding);
    const paging = { max: input.MaxResults, token: input.NextToken, usual: PAGE, invalid: INVALID_TOKEN };
    const { items, next } = page(sorted(found, input.SortCriteria), paging);
    return { Findings: [...items], ...(next && { NextToken: next }) };
  }, onHub('GetFindings')),
};

type Test = (finding: AwsSecurityFinding) => boolean;

const filtersTest = (filters: AwsSecurityFindingFilters | undefined, now: number): Test => {
  const given = Object.entries(filters ?? {}).filter(([, values]) => values !== undefined && values.length > 0);
  if (given.length > MOST_FIELDS) throw invalidInput(`Filters: at most ${MOST_FIELDS} fields are allowed.`);
  const tests = given.map(([name, values]) => {
    if (values.length > MOST_VALUES) throw invalidInput(`Filters: ${name} has more than ${MOST_VALUES} values.`);
    return fieldTest(fieldNamed(name), values, now);
  });
  return (finding) => tests.every((test) => test(finding));
};

const fieldNamed = (name: string): FilterField => {
  const field = filterFields.get(name);
  if (field !== undefined) return field;
  throw unsupportedInSandbox(`findings cannot be filtered or sorted by ${name} here`);
};

const fieldTest = ({ kind, path }: FilterField, filters: readonly object[], now: number): Test => {
  const reads =
    <T>(test: (values: readonly T[]) => boolean): Test =>
    (finding) =>
      test(valuesAt(finding, path) as readonly T[]);
  switch (kind) {
    case 'string':
      return reads(stringTest(filters as readonly StringFilter[]));
    case 'number':
      return reads(numberTest(filters as readonly NumberFilter[]));
    case 'date':
      return reads(dateTest(filters as readonly DateFilter[], now));
    case 'map':
      return reads(mapTest(filters as readonly MapFilter[]));
    case 'ip':
      return reads(ipTest(filters as readonly IpFilter[]));
    case 'boolean':
      return (finding) => (filters as readonly BooleanFilter[]).some((one) => one.Value === (finding.Sample ?? false));
    case 'keyword':
      return (finding) => {
        const text = JSON.stringify(finding).toLowerCase();
        return (filters as readonly KeywordFilter[]).some((one) => text.includes((one.Value ?? '').toLowerCase()));
      };
  }
};

const sorted = (findings: readonly AwsSecurityFinding[], criteria: readonly SortCriterion[] = []) => {
  const orders = criteria.map(({ Field = '', SortOrder }) => {
    const { path } = fieldNamed(Field);
    const sign = SortOrder === 'desc' ? -1 : 1;
    return (a: AwsSecurityFinding, b: AwsSecurityFinding): number =>
      sign * compared(valuesAt(a, path)[0], valuesAt(b, path)[0]);
  });
  return findings.toSorted((a, b) => orders.reduce((found, order) => (found === 0 ? order(a, b) : found), 0));
};

const compared = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : textOf(a).localeCompare(textOf(b), 'en');

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
