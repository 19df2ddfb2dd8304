import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ActionActivities, EngineActivities, StepReference } from '../contract/activities.js';

const patiently = { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '5s' } as const;

// What the ledger shows to be altered or missing is a person's to look into: trying again does not bring it back.
const nonRetryableErrorTypes = ['LedgerTamperedError'];

// What the engine remembers has no limit in time: while the ledger is down, the run waits.
const recording = proxyActivities<EngineActivities>({
  startToCloseTimeout: '10s',
  retry: { ...patiently, nonRetryableErrorTypes },
});

// Planning reads AWS; a person waits for it, so it gives up in minutes and says why.
const planning = proxyActivities<EngineActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '5m',
  retry: { ...patiently, nonRetryableErrorTypes },
});

/** The engine's own activities. */
export const engine: EngineActivities = {
  'run.scope': planning['run.scope'],
  'run.open': planning['run.open'],
  'input.principal': planning['input.principal'],
  'run.record': recording['run.record'],
  'run.request': recording['run.request'],
  'plan.stages': planning['plan.stages'],
  'plan.release': planning['plan.release'],
  'track.steps': recording['track.steps'],
  'gate.decide': recording['gate.decide'],
  'step.failed': recording['step.failed'],
  'step.skipped': recording['step.skipped'],
  'lock.holder': recording['lock.holder'],
};

type Named = Record<`${string}.${keyof ActionActivities}`, ActionActivities[keyof ActionActivities]>;

// A change in flight is never abandoned: after a cancel the workflow hears how it ended. Retries are bounded in time,
// not in number, because a frozen worker can swallow any number of attempts.
const changing = proxyActivities<Named>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '15m',
  heartbeatTimeout: '3s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s', nonRetryableErrorTypes },
});

const waiting = proxyActivities<Named>({
  startToCloseTimeout: '48h',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { ...patiently, nonRetryableErrorTypes },
});

/** One phase of a step's action. An action that no worker knows is caught when planning, never here. */
export const actionActivity = <P extends keyof ActionActivities>(step: StepReference, phase: P): ActionActivities[P] =>
  (step.patience === 'hours' ? waiting : changing)[`${step.action}.${phase}`] as ActionActivities[P];
