import { BlockList, isIP } from 'node:net';
import type { DateFilter, IpFilter, MapFilter, NumberFilter, StringFilter } from '@aws-sdk/client-securityhub';
import { invalidInput } from './failures.js';
import { isTime } from './validation.js';

const DAY = 86_400_000;

/** One test of a value, and whether it is among those that must all hold (`NOT_…`) or of which one is enough. */
type Comparison = { readonly negative: boolean; readonly test: (value: string) => boolean };

const COMPARISONS: Readonly<Record<string, (wanted: string) => Comparison>> = {
  EQUALS: (wanted) => ({ negative: false, test: (value) => value === wanted }),
  PREFIX: (wanted) => ({ negative: false, test: (value) => value.startsWith(wanted) }),
  CONTAINS: (wanted) => ({ negative: false, test: (value) => value.includes(wanted) }),
  CONTAINS_WORD: (wanted) => ({ negative: false, test: (value) => words(value).includes(wanted.toLowerCase()) }),
  NOT_EQUALS: (wanted) => ({ negative: true, test: (value) => value !== wanted }),
  PREFIX_NOT_EQUALS: (wanted) => ({ negative: true, test: (value) => !value.startsWith(wanted) }),
  NOT_CONTAINS: (wanted) => ({ negative: true, test: (value) => !value.includes(wanted) }),
};

const words = (text: string): readonly string[] => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

/** StringFilter: positive ones are alternatives, negative ones all hold; only a prefix goes with negative ones. */
export const stringTest = (filters: readonly StringFilter[]): ((values: readonly string[]) => boolean) => {
  const names = filters.map((filter) => filter.Comparison ?? '');
  if (names.some((name) => COMPARISONS[name] === undefined)) throw invalidInput('Filters: Comparison is required.');
  const negative = names.filter((name) => name.includes('NOT_'));
  if (negative.length > 0 && names.some((name) => ['EQUALS', 'CONTAINS', 'CONTAINS_WORD'].includes(name)))
    throw invalidInput(`Filters: ${negative[0]} cannot be combined with EQUALS or CONTAINS on the same field.`);
  return comparisonTest(filters.map(({ Comparison, Value }) => COMPARISONS[Comparison ?? '']?.(Value ?? '')));
};

/** MapFilter: like strings, of the value that a map has under a key. */
export const mapTest = (filters: readonly MapFilter[]): ((maps: readonly unknown[]) => boolean) => {
  const tests = filters.map(({ Key = '', Value = '', Comparison = '' }) => {
    const comparison = COMPARISONS[Comparison]?.(Value);
    if (comparison === undefined || Comparison.startsWith('PREFIX')) throw invalidInput('Filters: invalid Comparison.');
    return { Key, ...comparison };
  });
  return (maps) => {
    const holds = ({ Key, test, negative }: (typeof tests)[number]): boolean => {
      const values = maps.flatMap((map) => (map as Readonly<Record<string, string>>)[Key] ?? []);
      return negative ? values.every(test) : values.some(test);
    };
    const positive = tests.filter((one) => !one.negative);
    return (positive.length === 0 || positive.some(holds)) && tests.filter((one) => one.negative).every(holds);
  };
};

const comparisonTest = (comparisons: readonly (Comparison | undefined)[]) => {
  const all = comparisons.filter((one) => one !== undefined);
  const positive = all.filter((one) => !one.negative);
  const negative = all.filter((one) => one.negative);
  return (values: readonly string[]): boolean =>
    (positive.length === 0 || positive.some((one) => values.some(one.test))) &&
    negative.every((one) => values.every(one.test));
};

/** NumberFilter: each is a range, one is enough. */
export const numberTest =
  (filters: readonly NumberFilter[]) =>
  (values: readonly number[]): boolean =>
    filters.some((filter) =>
      values.some(
        (value) =>
          (filter.Eq === undefined || value === filter.Eq) &&
          (filter.Gt === undefined || value > filter.Gt) &&
          (filter.Gte === undefined || value >= filter.Gte) &&
          (filter.Lt === undefined || value < filter.Lt) &&
          (filter.Lte === undefined || value <= filter.Lte),
      ),
    );

/** DateFilter: from `Start` to `End`, or within so many days before `now`; one is enough. */
export const dateTest = (filters: readonly DateFilter[], now: number): ((values: readonly string[]) => boolean) => {
  const ranges = filters.map(({ Start, End, DateRange: range }) => {
    for (const time of [Start, End])
      if (time !== undefined && !isTime(time)) throw invalidInput(`Filters: ${time} is not a valid date-time.`);
    if ((Start !== undefined || End !== undefined) === (range !== undefined))
      throw invalidInput('Filters: a date filter has either Start and End or a DateRange.');
    if (range === undefined) return [Start ? Date.parse(Start) : -Infinity, End ? Date.parse(End) : Infinity] as const;
    const edge = now - (range.Value ?? 0) * DAY;
    return range.Comparison === 'OLDER_THAN' ? ([-Infinity, edge] as const) : ([edge, Infinity] as const);
  });
  return (values) =>
    ranges.some(([from, until]) => values.some((value) => from <= Date.parse(value) && Date.parse(value) <= until));
};

/** IpFilter: within one of the CIDR blocks. */
export const ipTest = (filters: readonly IpFilter[]): ((values: readonly string[]) => boolean) => {
  const blocks = new BlockList();
  for (const { Cidr = '' } of filters) {
    const [address = '', bits] = Cidr.split('/');
    const version = isIP(address);
    if (version === 0) throw invalidInput(`Filters: ${Cidr} is not a valid CIDR block.`);
    blocks.addSubnet(
      address,
      bits === undefined ? (version === 6 ? 128 : 32) : Number(bits),
      version === 6 ? 'ipv6' : 'ipv4',
    );
  }
  return (values) => values.some((value) => blocks.check(value, isIP(value) === 6 ? 'ipv6' : 'ipv4'));
};
