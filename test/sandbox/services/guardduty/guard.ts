import { guardduty } from '../../../../sandbox/services/guardduty/index.js';
import { securityhub } from '../../../../sandbox/services/securityhub/index.js';
import { addFinding } from '../../../../sandbox/services/guardduty/findings.js';
import type { NewFinding } from '../../../../sandbox/services/guardduty/records.js';
import type { SuspectKey } from '../../../../sandbox/services/guardduty/subjects.js';
import { openBench, type Bench } from '../harness.js';

/** A bench with a detector, and shorter ways to ask it. */
export type Guard = Bench & {
  readonly detector: string;
  /** Calls GuardDuty about the detector. */
  readonly ask: <T = Record<string, never>>(operation: string, input?: object) => T;
  readonly refused: (operation: string, input?: object) => string;
  /** Lets GuardDuty find something; says the finding's id. */
  readonly find: (finding: NewFinding, id?: string) => string;
  readonly ids: (criterion?: object, rest?: object) => readonly string[];
};

export const openGuard = (): Guard => {
  const bench = openBench([guardduty, securityhub]);
  const { DetectorId } = bench.call<{ DetectorId: string }>(guardduty, 'CreateDetector', { Enable: true });
  const ask: Guard['ask'] = (operation, input = {}) => bench.call(guardduty, operation, { DetectorId, ...input });
  return {
    ...bench,
    detector: DetectorId,
    ask,
    refused: (operation, input = {}) => bench.refusal(guardduty, operation, { DetectorId, ...input }),
    find: (finding, id) => {
      const found = bench.world.store.transact(() => addFinding(bench.place, finding, id));
      if (found === undefined) throw new Error('nothing was found');
      return found;
    },
    ids: (criterion, rest = {}) =>
      ask<{ FindingIds: string[] }>('ListFindings', {
        ...(criterion && { FindingCriteria: { Criterion: criterion } }),
        ...rest,
      }).FindingIds,
  };
};

export const stolenKey: SuspectKey = {
  accessKeyId: 'ASIASTOLEN',
  principalId: 'AROAWEB:i-0123',
  userName: 'web-role',
  userType: 'AssumedRole',
};

export const instance = {
  ResourceType: 'Instance',
  InstanceDetails: { InstanceId: 'i-0123', Tags: [{ Key: 'app', Value: 'web' }] },
};
