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

// Reads AWS; a person waits for it, so it gives up in minutes and says why.
const asking = proxyActivities<EngineActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '5m',
  retry: { ...patiently, nonRetryableErrorTypes },
});

// Planning hundreds of targets: what AWS tells of one instance a call alone is 1,000 calls for 500 of them, at 20 a second
// ("Request throttling for the Amazon EC2 API"). A heart that beats tells that it goes on.
const planning = proxyActivities<EngineActivities>({
  startToCloseTimeout: '4m',
  scheduleToCloseTimeout: '5m',
  heartbeatTimeout: '10s',
  retry: { ...patiently, nonRetryableErrorTypes },
});

// Reading again what was changed, however much that is; what one look did not see the next one does.
const looking = proxyActivities<EngineActivities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '10s',
  retry: { ...patiently, nonRetryableErrorTypes },
});

// Telling people outside: for an hour, at growing intervals.
const notifying = proxyActivities<EngineActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** The engine's own activities. */
export const engine: EngineActivities = {
  'run.scope': asking['run.scope'],
  'run.open': asking['run.open'],
  'input.principal': asking['input.principal'],
  'watch.begin': recording['watch.begin'],
  'watch.look': looking['watch.look'],
  'watch.ended': recording['watch.ended'],
  'gate.escalate': recording['gate.escalate'],
  'notice.send': notifying['notice.send'],
  'notice.lost': recording['notice.lost'],
  'run.record': recording['run.record'],
  'run.unratified': recording['run.unratified'],
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
