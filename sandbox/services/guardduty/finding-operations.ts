import type {
  ArchiveFindingsRequest,
  Finding,
  GetFindingsRequest,
  GetFindingsResponse,
  ListFindingsRequest,
  ListFindingsResponse,
  SortCriteria,
  UnarchiveFindingsRequest,
  UpdateFindingsFeedbackRequest,
} from '@aws-sdk/client-guardduty';
import { operation, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { attributeOf, criteriaTest } from './criteria.js';
import { isCriterion } from './criterion-names.js';
import { detectorOf, onDetector } from './detectors.js';
import { planExport } from './export-plan.js';
import { badRequest, INVALID_TOKEN, invalidParameter } from './failures.js';
import { findingsKept } from './findings.js';
import { findingsIn, type FindingRecord } from './records.js';

/** GetFindings, ListFindings, ArchiveFindings, UnarchiveFindings, UpdateFindingsFeedback. */
export const findingOperations: Operations = {
  GetFindings: operation<GetFindingsRequest, GetFindingsResponse>((call, input) => {
    detectorOf(call, input.DetectorId);
    const wanted = new Set(input.FindingIds);
    const found = findingsKept(call).filter((finding) => wanted.has(finding.Id ?? ''));
    return { Findings: [...sorted(found, input.SortCriteria)] };
  }, onDetector('GetFindings')),

  ListFindings: operation<ListFindingsRequest, ListFindingsResponse>((call, input) => {
    detectorOf(call, input.DetectorId);
    const found = findingsKept(call).filter(criteriaTest(input.FindingCriteria));
    const paging = { max: input.MaxResults, token: input.NextToken || undefined, usual: 50, invalid: INVALID_TOKEN };
    const { items, next } = page(sorted(found, input.SortCriteria), paging);
    // The last page has an empty token, not none.
    return { FindingIds: items.map((finding) => finding.Id ?? ''), NextToken: next ?? '' };
  }, onDetector('ListFindings')),

  ArchiveFindings: operation<ArchiveFindingsRequest, object>((call, { DetectorId, FindingIds }) => {
    detectorOf(call, DetectorId);
    change(call, FindingIds, { archived: true });
    return {};
  }, onDetector('ArchiveFindings')),

  UnarchiveFindings: operation<UnarchiveFindingsRequest, object>((call, { DetectorId, FindingIds }) => {
    detectorOf(call, DetectorId);
    change(call, FindingIds, { archived: false });
    return {};
  }, onDetector('UnarchiveFindings')),

  UpdateFindingsFeedback: operation<UpdateFindingsFeedbackRequest, object>((call, input) => {
    detectorOf(call, input.DetectorId);
    change(call, input.FindingIds, { ...(input.Feedback && { feedback: input.Feedback }) });
    return {};
  }, onDetector('UpdateFindingsFeedback')),
};

/** Changes all findings or, where one is unknown, none. Being archived is no update of a finding. */
const change = (place: Place, ids: readonly string[] = [], what: Partial<FindingRecord>): void => {
  const findings = findingsIn(place);
  for (const id of ids) {
    if (findings.get(id) === undefined)
      throw badRequest('The request is rejected because one or more input parameters have invalid values.');
    findings.update(id, (finding) => ({ ...finding, ...what }));
    if (what.archived !== undefined) planExport(place, id);
  }
};

const sorted = (findings: readonly Finding[], criteria: SortCriteria | undefined): readonly Finding[] => {
  const name = criteria?.AttributeName;
  if (name === undefined) return findings;
  if (!isCriterion(name)) throw invalidParameter('sortCriteria');
  const sign = criteria?.OrderBy === 'DESC' ? -1 : 1;
  return [...findings].sort((a, b) => sign * compared(attributeOf(a, name)[0], attributeOf(b, name)[0]));
};

const compared = (a: string | number | boolean = '', b: string | number | boolean = ''): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
