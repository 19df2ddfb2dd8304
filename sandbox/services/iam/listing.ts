import { page } from '../paging.js';

/** What every list operation of IAM takes. */
export type ListInput = {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
  readonly PathPrefix?: string | undefined;
};

/** What every list operation of IAM says about what is left. */
export type Rest = { IsTruncated: boolean; Marker?: string };

const USUAL = 100;

/** The page that the input asks for: 100 at a time unless told otherwise. */
export const listed = <T>(all: readonly T[], { Marker, MaxItems }: ListInput): { items: T[]; rest: Rest } => {
  const { items, next } = page(all, {
    max: MaxItems,
    token: Marker,
    usual: USUAL,
    invalid: { code: 'ValidationError', message: `Invalid Marker: ${Marker}` },
  });
  return { items: [...items], rest: { IsTruncated: next !== undefined, ...(next !== undefined && { Marker: next }) } };
};

/** Those under a path, by name. */
export const under = <T extends { readonly path: string; readonly name: string }>(
  all: readonly T[],
  prefix = '/',
): readonly T[] =>
  all.filter(({ path }) => path.startsWith(prefix)).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
