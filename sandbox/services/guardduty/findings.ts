import { randomBytes } from 'node:crypto';
import type { Finding } from '@aws-sdk/client-guardduty';
import type { Place } from '../operation.js';
import { criteriaTest } from './criteria.js';
import { detectorArn } from './detectors.js';
import { planExport } from './export-plan.js';
import { detectorsIn, filtersIn, findingsIn, type FindingRecord, type NewFinding } from './records.js';

/** How long GuardDuty keeps a finding that is not updated. */
const MEMORY = 90 * 86_400_000;

/**
 * Lets GuardDuty find something, in a transaction. A finding of the same `id` is the same one seen again: its count
 * goes up. Filters that archive apply, and Security Hub hears of it later. Says the finding's id; nothing happens
 * where no detector is switched on.
 */
export const addFinding = (place: Place, finding: NewFinding, id?: string): string | undefined => {
  const detector = detectorsIn(place).all()[0];
  if (detector === undefined || !detector.enabled) return undefined;
  const key = id ?? randomBytes(16).toString('hex');
  const now = place.world.clock.now();
  const before = findingsIn(place).get(key);
  const record: FindingRecord = {
    finding: JSON.parse(JSON.stringify({ ...finding, Id: key })) as FindingRecord['finding'],
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
    count: (before?.count ?? 0) + 1,
    archived: false,
  };
  const shown = shownFinding(place, record);
  const suppressed = filtersIn(place)
    .all()
    .some((filter) => filter.action === 'ARCHIVE' && criteriaTest(filter.criteria)(shown));
  findingsIn(place).put(key, { ...record, archived: suppressed });
  // What a filter archives is not sent on ("Integrating GuardDuty with AWS Security Hub").
  if (!suppressed) planExport(place, key);
  return key;
};

/** The findings that GuardDuty still has, oldest first. */
export const findingsKept = (place: Place): readonly Finding[] => {
  const oldest = place.world.clock.now() - MEMORY;
  return findingsIn(place)
    .all()
    .filter((record) => record.updatedAt > oldest)
    .map((record) => shownFinding(place, record));
};

/** A finding as GetFindings shows it. */
export const shownFinding = (place: Place, record: FindingRecord): Finding => {
  const { finding, createdAt, updatedAt, count, archived, feedback } = record;
  const detector = detectorsIn(place).all()[0]?.id ?? '';
  const [created, updated] = [createdAt, updatedAt].map((at) => new Date(at).toISOString());
  return {
    SchemaVersion: '2.0',
    AccountId: place.account,
    Region: place.region,
    Partition: 'aws',
    Id: finding.Id,
    Arn: detectorArn(place, detector, `/finding/${finding.Id}`),
    Type: finding.Type,
    ...(finding.Confidence !== undefined && { Confidence: finding.Confidence }),
    Severity: finding.Severity,
    Title: finding.Title,
    Description: finding.Description,
    CreatedAt: created,
    UpdatedAt: updated,
    Resource: withTimes(finding.Resource),
    Service: {
      EventFirstSeen: created,
      EventLastSeen: updated,
      ...finding.Service,
      ServiceName: 'guardduty',
      DetectorId: detector,
      Archived: archived,
      Count: count,
      ...(feedback && { UserFeedback: feedback }),
    },
  };
};

/** The one time in it that is none in JSON: when a bucket was made. */
const withTimes = (resource: NewFinding['Resource']): NewFinding['Resource'] =>
  resource?.S3BucketDetails === undefined
    ? resource
    : {
        ...resource,
        S3BucketDetails: resource.S3BucketDetails.map(({ CreatedAt, ...bucket }) => ({
          ...bucket,
          ...(CreatedAt !== undefined && { CreatedAt: new Date(CreatedAt) }),
        })),
      };
