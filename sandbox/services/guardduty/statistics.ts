import type {
  Finding,
  FindingStatistics,
  GetFindingsStatisticsRequest,
  GetFindingsStatisticsResponse,
} from '@aws-sdk/client-guardduty';
import { operation, type Operations } from '../operation.js';
import { criteriaTest } from './criteria.js';
import { detectorOf, onDetector } from './detectors.js';
import { badRequest } from './failures.js';
import { findingsKept } from './findings.js';

/** GetFindingsStatistics: counts by severity, or groups by one attribute. */
export const statisticsOperations: Operations = {
  GetFindingsStatistics: operation<GetFindingsStatisticsRequest, GetFindingsStatisticsResponse>((call, input) => {
    detectorOf(call, input.DetectorId);
    const types = (input as { FindingStatisticTypes?: readonly string[] }).FindingStatisticTypes;
    if ((types === undefined) === (input.GroupBy === undefined))
      throw badRequest('The request is rejected because one of findingStatisticTypes and groupBy must be given.');
    const findings = findingsKept(call).filter(criteriaTest(input.FindingCriteria));
    const bySeverity = { CountBySeverity: countBySeverity(findings) };
    if (types !== undefined) return { FindingStatistics: bySeverity };
    const sign = input.OrderBy === 'ASC' ? 1 : -1;
    const groups = grouped(findings, KEYS[input.GroupBy ?? ''] ?? (() => ''))
      .sort((a, b) => sign * (a.TotalFindings - b.TotalFindings))
      .slice(0, input.MaxResults ?? 25);
    return { FindingStatistics: shown(input.GroupBy ?? '', groups) };
  }, onDetector('GetFindingsStatistics')),
};

/** Severities are written as Java writes doubles: `8.0`. */
const severityOf = ({ Severity = 0 }: Finding): string => Severity.toFixed(1);

const countBySeverity = (findings: readonly Finding[]): Record<string, number> =>
  Object.fromEntries(grouped(findings, severityOf).map((group) => [group.key, group.TotalFindings]));

const KEYS: Readonly<Record<string, (finding: Finding) => string>> = {
  ACCOUNT: (finding) => finding.AccountId ?? '',
  DATE: (finding) => (finding.UpdatedAt ?? '').slice(0, 10),
  FINDING_TYPE: (finding) => finding.Type ?? '',
  RESOURCE: ({ Resource }) => `${Resource?.ResourceType} ${resourceId(Resource)}`,
  SEVERITY: severityOf,
};

const resourceId = (resource: Finding['Resource']): string =>
  resource?.InstanceDetails?.InstanceId ??
  resource?.S3BucketDetails?.[0]?.Name ??
  resource?.AccessKeyDetails?.AccessKeyId ??
  '';

type Group = {
  readonly key: string;
  readonly TotalFindings: number;
  readonly LastGeneratedAt: Date;
  readonly one: Finding;
};

const grouped = (findings: readonly Finding[], keyOf: (finding: Finding) => string): Group[] => {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const before = groups.get(key);
    const at = new Date(finding.UpdatedAt ?? 0);
    const latest = before !== undefined && before.LastGeneratedAt > at ? before.LastGeneratedAt : at;
    const total = (before?.TotalFindings ?? 0) + 1;
    groups.set(key, { key, TotalFindings: total, LastGeneratedAt: latest, one: finding });
  }
  return [...groups.values()];
};

const shown = (by: string, groups: readonly Group[]): FindingStatistics => {
  const each = <T>(rest: (group: Group) => T) =>
    groups.map((group) => ({
      TotalFindings: group.TotalFindings,
      LastGeneratedAt: group.LastGeneratedAt,
      ...rest(group),
    }));
  switch (by) {
    case 'ACCOUNT':
      return { GroupedByAccount: each(({ key }) => ({ AccountId: key })) };
    case 'DATE':
      return { GroupedByDate: each(({ key, one }) => ({ Date: new Date(key), Severity: one.Severity })) };
    case 'FINDING_TYPE':
      return { GroupedByFindingType: each(({ key }) => ({ FindingType: key })) };
    case 'SEVERITY':
      return { GroupedBySeverity: each(({ key }) => ({ Severity: Number(key) })) };
    default:
      return {
        GroupedByResource: each(({ one }) => ({
          AccountId: one.AccountId,
          ResourceType: one.Resource?.ResourceType,
          ResourceId: resourceId(one.Resource),
        })),
      };
  }
};
