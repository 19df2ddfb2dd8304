import type { AwsSecurityFinding, ControlFindingGenerator } from '@aws-sdk/client-securityhub';
import type { Table } from '../../world/store.js';
import type { Place } from '../operation.js';

/** Security Hub switched on in an account and Region. Times are epoch milliseconds. */
export type HubRecord = {
  readonly subscribedAt: number;
  readonly autoEnableControls: boolean;
  readonly generator: ControlFindingGenerator;
  readonly standards: readonly string[];
};

/** A finding, and which of its fields a customer has taken over from whoever found it. */
export type FindingRecord = {
  readonly finding: AwsSecurityFinding;
  readonly processedAt: number;
  readonly byCustomer: readonly string[];
};

export const hubIn = (place: Place): Table<HubRecord> => place.world.table('securityhub.hub', place);
export const findingsIn = (place: Place): Table<FindingRecord> => place.world.table('securityhub.findings', place);

/** What makes a finding the same one. */
export const findingKey = ({ ProductArn = '', Id = '' }: Pick<AwsSecurityFinding, 'ProductArn' | 'Id'>): string =>
  `${ProductArn}|${Id}`;
