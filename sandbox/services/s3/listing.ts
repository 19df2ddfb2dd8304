import type { EncodingType } from '@aws-sdk/client-s3';

/** Compares keys as S3 orders them: by their bytes in UTF-8. */
export const byKey = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Where a list begins and how it is folded. */
export type Listing = {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
};

/** What a list request says, with S3's limits. */
export const listingOf = (
  input: { readonly Prefix?: string | undefined; readonly Delimiter?: string | undefined },
  limit: number | undefined,
): Listing => ({
  prefix: input.Prefix ?? '',
  delimiter: input.Delimiter ?? '',
  limit: Math.min(limit ?? 1000, 1000),
});

/** One page: what is listed itself, and the prefixes that stand for what is below them. */
export type Listed<T> = {
  readonly items: readonly T[];
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
  /** The last item or prefix of the page. */
  readonly last: { readonly item?: T; readonly name: string } | undefined;
};

/**
 * Makes a page of `all`, which is in order and begins behind the page before. What has the delimiter behind the prefix is
 * folded into one common prefix, which counts as one; a common prefix that is not behind `after` was on an earlier page.
 */
export const listed = <T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { prefix, delimiter, limit }: Listing,
  after: string,
): Listed<T> => {
  const items: T[] = [];
  const prefixes: string[] = [];
  let last: Listed<T>['last'];
  for (const item of all) {
    const key = keyOf(item);
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end === -1 ? undefined : key.slice(0, end + delimiter.length);
    if (common !== undefined && (prefixes.at(-1) === common || (after !== '' && byKey(common, after) <= 0))) continue;
    if (items.length + prefixes.length >= limit) return { items, prefixes, truncated: limit > 0, last };
    if (common === undefined) items.push(item);
    else prefixes.push(common);
    last = common === undefined ? { item, name: key } : { name: common };
  }
  return { items, prefixes, truncated: false, last };
};

/** Encodes names as the request asks for, so that any key can be written in XML. */
export const encoder =
  (type: EncodingType | undefined) =>
  (text: string): string =>
    type === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+') : text;

/** The common prefixes as S3 shows them. */
export const shownPrefixes = (prefixes: readonly string[], encode: (text: string) => string) =>
  prefixes.length === 0 ? {} : { CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })) };
