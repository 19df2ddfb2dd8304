import { workflowInfo } from '@temporalio/workflow';

/**
 * What a workflow told itself when it began a new history. Whoever can write to Temporal can start a workflow with any
 * arguments; only the server says that one goes on from another, and only our own code continues ours.
 */
export const ownWord = <T>(told: T | undefined): T | undefined =>
  workflowInfo().continuedFromExecutionRunId ? told : undefined;
