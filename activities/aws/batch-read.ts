import type { Aws, BatchRead } from './aws.js';
import { reading } from './reading.js';

/**
 * The values that EC2 takes in the filters of one call at most: it answers more with `FilterLimitExceeded` ("Error codes
 * for the Amazon EC2 API").
 */
export const mostFilterValues = 200;

/** The input that asks EC2 by a filter, which passes over values that AWS does not know; an unknown id would be an error. */
export const byFilter = (Name: string, ids: readonly string[]) => ({ Filters: [{ Name, Values: [...ids] }] });

type Listing<Page, Item> = {
  /** The IAM action. */
  readonly call: string;
  readonly most: number;
  /** Walks the list of these ids, with one of the SDK's paginators. */
  readonly pages: (aws: Aws, ids: readonly string[]) => AsyncIterable<Page>;
  readonly itemsOf: (page: Page) => readonly Item[] | undefined;
  readonly idOf: (item: Item) => string | undefined;
};

/** A read of everything that AWS lists for some ids, page by page: for each id the items that are its own. */
export const batchRead = <Page, Item>({
  call,
  most,
  pages,
  itemsOf,
  idOf,
}: Listing<Page, Item>): BatchRead<readonly Item[]> => ({
  most,
  read: (aws, ids) =>
    reading(call, named(ids), async () => {
      const found: Item[] = [];
      for await (const page of pages(aws, ids)) found.push(...(itemsOf(page) ?? []));
      return Map.groupBy(found, (item) => idOf(item) ?? '');
    }),
});

const named = ([first = 'nothing', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} and ${others.length} more`;
