import { isLike, patternOf } from '../../policies/patterns.js';
import { AwsFailure } from '../operation.js';

/** What EC2 calls a filter. */
export type Filter = { readonly Name?: string | undefined; readonly Values?: readonly string[] | undefined };

/** What a filter name reads of a thing; several values match when one does. */
export type Readers<T> = Readonly<
  Record<string, (thing: T) => string | boolean | number | undefined | readonly string[]>
>;

/** Tags as they are stored: key to value. */
export type Tags = Readonly<Record<string, string>>;

/**
 * Keeps what passes all filters. Values of one filter are alternatives, `*` and `?` are wildcards, case counts. A name
 * that is in no reader is refused, as EC2 does. `tag:KEY` and `tag-key` work by themselves.
 */
export const filtered = <T>(
  things: readonly T[],
  filters: readonly Filter[] | undefined,
  readers: Readers<T>,
  tagsOf?: (thing: T) => Tags,
): readonly T[] => {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const patterns = Values.map((value) => patternOf(value));
    const read = readerOf(Name, readers, tagsOf);
    return (thing: T): boolean => {
      const value = read(thing);
      const values = Array.isArray(value) ? (value as readonly string[]) : value === undefined ? [] : [String(value)];
      return patterns.some((pattern) => values.some((one) => isLike(one, pattern)));
    };
  });
  return things.filter((thing) => tests.every((passes) => passes(thing)));
};

const readerOf = <T>(name: string, readers: Readers<T>, tagsOf?: (thing: T) => Tags): Readers<T>[string] => {
  if (tagsOf !== undefined && name === 'tag-key') return (thing) => Object.keys(tagsOf(thing));
  if (tagsOf !== undefined && name.startsWith('tag:')) return (thing) => tagsOf(thing)[name.slice(4)];
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader === undefined) throw new AwsFailure('InvalidParameterValue', `The filter '${name}' is invalid`);
  return reader;
};
