/** The task queue of the bare workflows. */
export const bareQueue = 'bare';

/** The id of the child that a bare workflow of the same shape begins. */
export const childOf = (workflowId: string): string => `${workflowId}/child`;
