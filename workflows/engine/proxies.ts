import { proxyActivities } from '@temporalio/workflow';
import type { ActionActivities, EngineActivities, StepReference } from '../contract/activities.js';
import { ask, change, collect, observe, plan, record, search, standBy, tell } from './profiles.js';

const asking = proxyActivities<EngineActivities>(ask);
const observing = proxyActivities<EngineActivities>(observe);
const planning = proxyActivities<EngineActivities>(plan);
const recording = proxyActivities<EngineActivities>(record);
const searching = proxyActivities<EngineActivities>(search);
const standingBy = proxyActivities<EngineActivities>(standBy);
const telling = proxyActivities<EngineActivities>(tell);

/** The engine's own activities. */
export const engine: EngineActivities = {
  'run.scope': asking['run.scope'],
  'run.open': asking['run.open'],
  'input.principal': asking['input.principal'],
  'input.groups': planning['input.groups'],
  'watch.begin': recording['watch.begin'],
  'watch.look': observing['watch.look'],
  'watch.plan': planning['watch.plan'],
  'watch.ended': recording['watch.ended'],
  'gate.escalate': recording['gate.escalate'],
  'notice.send': telling['notice.send'],
  'notice.lost': recording['notice.lost'],
  'case.record': recording['case.record'],
  'audit.reconcile': searching['audit.reconcile'],
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
  'lock.awaited': standingBy['lock.awaited'],
};

type Named = Record<`${string}.${keyof ActionActivities}`, ActionActivities[keyof ActionActivities]>;

const changing = proxyActivities<Named>(change);
const collecting = proxyActivities<Named>(collect);

/** One phase of a step's action. An action that no worker knows is caught when planning, never here. */
export const actionActivity = <P extends keyof ActionActivities>(step: StepReference, phase: P): ActionActivities[P] =>
  (step.patience === 'hours' ? collecting : changing)[`${step.action}.${phase}`] as ActionActivities[P];
