import type {
  CreateFilterRequest,
  CreateFilterResponse,
  DeleteFilterRequest,
  GetFilterRequest,
  GetFilterResponse,
  ListFiltersRequest,
  ListFiltersResponse,
  UpdateFilterRequest,
  UpdateFilterResponse,
} from '@aws-sdk/client-guardduty';
import { operation, type Call, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { criteriaTest } from './criteria.js';
import { detectorArn, detectorOf, onDetector } from './detectors.js';
import { badRequest, INVALID_TOKEN, invalidParameter } from './failures.js';
import { filtersIn, type FilterRecord } from './records.js';

/** "Amazon GuardDuty quotas": saved filters of an account in a Region. */
const MOST = 100;

/** CreateFilter, GetFilter, UpdateFilter, DeleteFilter, ListFilters. ARCHIVE applies to findings made afterwards. */
export const filterOperations: Operations = {
  CreateFilter: operation<CreateFilterRequest, CreateFilterResponse>((call, input) => {
    detectorOf(call, input.DetectorId);
    const { Name: name = '', FindingCriteria: criteria = {} } = input;
    if (!/^[A-Za-z0-9_.-]+$/.test(name)) throw invalidParameter('name');
    if (filtersIn(call).get(name) !== undefined)
      throw badRequest('The request is rejected because a filter with the given name already exists.');
    if (filtersIn(call).all().length >= MOST)
      throw badRequest('The request is rejected because the number of filters has reached its limit.');
    criteriaTest(criteria);
    const now = call.world.clock.now();
    filtersIn(call).put(name, {
      name,
      ...(input.Description !== undefined && { description: input.Description }),
      action: input.Action ?? 'NOOP',
      rank: input.Rank ?? 1,
      criteria,
      tags: input.Tags ?? {},
      createdAt: now,
      updatedAt: now,
      version: 1,
    });
    return { Name: name };
  }, onDetector('CreateFilter')),

  GetFilter: operation<GetFilterRequest, GetFilterResponse>((call, { DetectorId, FilterName }) => {
    detectorOf(call, DetectorId);
    const filter = filterNamed(call, FilterName);
    return {
      Name: filter.name,
      ...(filter.description !== undefined && { Description: filter.description }),
      Action: filter.action,
      Rank: filter.rank,
      FindingCriteria: filter.criteria,
      Tags: { ...filter.tags },
      CreatedAt: new Date(filter.createdAt),
      UpdatedAt: new Date(filter.updatedAt),
      Version: filter.version,
    };
  }, onFilter('GetFilter')),

  UpdateFilter: operation<UpdateFilterRequest, UpdateFilterResponse>((call, input) => {
    detectorOf(call, input.DetectorId);
    const filter = filterNamed(call, input.FilterName);
    criteriaTest(input.FindingCriteria);
    filtersIn(call).put(filter.name, {
      ...filter,
      ...(input.Description !== undefined && { description: input.Description }),
      action: input.Action ?? filter.action,
      rank: input.Rank ?? filter.rank,
      criteria: input.FindingCriteria ?? filter.criteria,
      updatedAt: call.world.clock.now(),
      version: filter.version + 1,
    });
    return { Name: filter.name };
  }, onFilter('UpdateFilter')),

  DeleteFilter: operation<DeleteFilterRequest, object>((call, { DetectorId, FilterName }) => {
    detectorOf(call, DetectorId);
    filtersIn(call).delete(filterNamed(call, FilterName).name);
    return {};
  }, onFilter('DeleteFilter')),

  ListFilters: operation<ListFiltersRequest, ListFiltersResponse>((call, { DetectorId, MaxResults, NextToken }) => {
    detectorOf(call, DetectorId);
    const names = filtersIn(call)
      .all()
      .map((filter) => filter.name);
    const { items, next } = page(names, { max: MaxResults, token: NextToken, usual: 50, invalid: INVALID_TOKEN });
    return { FilterNames: [...items], ...(next && { NextToken: next }) };
  }, onDetector('ListFilters')),
};

const filterNamed = (place: Place, name = ''): FilterRecord => {
  const filter = filtersIn(place).get(name);
  if (filter !== undefined) return filter;
  throw badRequest('The request is rejected since no such resource found.');
};

type OneFilter = { readonly DetectorId?: string | undefined; readonly FilterName?: string | undefined };

function onFilter(action: string) {
  return (call: Call, { DetectorId = '', FilterName = '' }: OneFilter) => [
    { action: `guardduty:${action}`, resources: [detectorArn(call, DetectorId, `/filter/${FilterName}`)] },
  ];
}
