import type { Finding, FilterAction, FindingCriteria, FindingPublishingFrequency } from '@aws-sdk/client-guardduty';
import type { Table } from '../../world/store.js';
import type { Place } from '../operation.js';

/** A detector as the sandbox keeps it. Times are epoch milliseconds. */
export type DetectorRecord = {
  readonly id: string;
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly frequency: FindingPublishingFrequency;
  readonly features: Readonly<Record<string, { readonly enabled: boolean; readonly at: number }>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly clientToken?: string;
};

/** A finding: its own text in `finding`, what GuardDuty keeps track of beside it. */
export type FindingRecord = {
  readonly finding: NewFinding & Pick<Finding, 'Id'>;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly count: number;
  readonly archived: boolean;
  readonly feedback?: string;
};

/** What someone has to say of a finding for it to exist. */
export type NewFinding = Required<
  Pick<Finding, 'Type' | 'Severity' | 'Title' | 'Description' | 'Resource' | 'Service'>
> &
  Pick<Finding, 'Confidence'>;

export type FilterRecord = {
  readonly name: string;
  readonly description?: string;
  readonly action: FilterAction;
  readonly rank: number;
  readonly criteria: FindingCriteria;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
};

/** A list of addresses: trusted (`ip`) or threatening (`threat`). */
export type ListRecord = {
  readonly id: string;
  readonly kind: 'ip' | 'threat';
  readonly name: string;
  readonly format: string;
  readonly location: string;
  readonly active: boolean;
  /** It is on its way to `active` until then. */
  readonly settledAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly bucketOwner?: string;
};

export const detectorsIn = (place: Place): Table<DetectorRecord> => place.world.table('guardduty.detectors', place);
export const findingsIn = (place: Place): Table<FindingRecord> => place.world.table('guardduty.findings', place);
export const filtersIn = (place: Place): Table<FilterRecord> => place.world.table('guardduty.filters', place);
export const listsIn = (place: Place): Table<ListRecord> => place.world.table('guardduty.lists', place);
