import { AwsFailure, type Place } from '../operation.js';
import { page, type Page } from '../paging.js';
import type { Table } from '../../world/store.js';
import { filtered, type Filter, type Readers } from './filters.js';
import type { Finder } from './finders.js';
import { pageSize } from './page-size.js';
import { tagsOf } from './tags.js';

/** What a Describe call may ask for. */
type Asked = {
  readonly ids?: readonly string[] | undefined;
  readonly filters?: readonly Filter[] | undefined;
  readonly max?: number | undefined;
  readonly token?: string | undefined;
};

/** The rows a Describe call is about. */
type Listed<T extends { readonly id: string }> = {
  readonly rows: Table<T>;
  readonly find: Finder<T>;
  readonly readers: Readers<T>;
};

/** Rows by id (each must exist), narrowed by filters and tags, and cut into pages, as the Describe calls of EC2 do. */
export const listing = <T extends { readonly id: string }>(
  place: Place,
  { rows, find, readers }: Listed<T>,
  { ids, filters, max, token }: Asked,
): Page<T> => {
  const named = ids !== undefined && ids.length > 0;
  const found = named ? [...new Set(ids)].map((id) => find(place, id)) : rows.all();
  return page(
    filtered(found, filters, readers, (row) => tagsOf(place, row.id)),
    { max: pageSize(max), token },
  );
};

/** The answer's token, where there is a next page. */
export const nextOf = ({ next }: Page<unknown>): { readonly NextToken?: string } =>
  next === undefined ? {} : { NextToken: next };

/** For calls that AWS does not let page through ids. `names` are the parameter's as the message has it. */
export const refusePagedIds = (ids: readonly string[] | undefined, max: number | undefined, names: string): void => {
  if (ids !== undefined && ids.length > 0 && max !== undefined)
    throw new AwsFailure(
      'InvalidParameterCombination',
      `The parameter ${names} cannot be used with the parameter maxResults`,
    );
};
