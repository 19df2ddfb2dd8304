import { defineUpdate } from '@temporalio/workflow';
import type { Decided } from '../contract/activities.js';
import type { CancelRequest, FailureDecision, PlanDecision, ReleaseRequest, Signed } from '../contract/documents.js';
import { updateNames } from '../contract/names.js';

/** A signed answer to a gate. */
export const decideUpdate = defineUpdate<Decided, [Signed<PlanDecision | FailureDecision>]>(updateNames.decide);

/** "Stop after the change in flight and keep what was done." */
export const cancelUpdate = defineUpdate<Decided, [Signed<CancelRequest>]>(updateNames.cancel);

/** "Stop, and plan putting back what was changed." */
export const releaseUpdate = defineUpdate<Decided, [Signed<ReleaseRequest>, string]>(updateNames.release);
