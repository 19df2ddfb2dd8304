import type { Client } from '@temporalio/client';

const counted = {
  activities: 'activityTaskScheduledEventAttributes',
  children: 'startChildWorkflowExecutionInitiatedEventAttributes',
  timers: 'timerStartedEventAttributes',
  updates: 'workflowExecutionUpdateAcceptedEventAttributes',
} as const;

/** What workflows had Temporal do, and in how many events of how many bytes that is remembered. */
export type Shape = {
  readonly shape: Readonly<Record<keyof typeof counted, number>>;
  readonly events: number;
  readonly bytes: number;
};

/** The shape of these workflows together, from their histories. */
export const shapeOf = async (client: Client, workflowIds: readonly string[]): Promise<Shape> => {
  const handles = workflowIds.map((id) => client.workflow.getHandle(id));
  const histories = await Promise.all(handles.map((handle) => handle.fetchHistory()));
  const events = histories.flatMap((history) => history.events ?? []);
  const count = (attributes: (typeof counted)[keyof typeof counted]): number =>
    events.filter((event) => event[attributes]).length;
  const sizes = await Promise.all(handles.map(async (handle) => (await handle.describe()).historySize ?? 0));
  return {
    shape: {
      activities: count(counted.activities),
      children: count(counted.children),
      timers: count(counted.timers),
      updates: count(counted.updates),
    },
    events: events.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
};
