import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';

/** The workflows of one type: how many histories they have, and the most events and bytes that one of them has. */
export type Histories = { readonly count: number; readonly events: number; readonly bytes: number };

/** The histories of all workflows of a server by type, once none of them runs any more. */
export const historiesByType = async (client: Client): Promise<ReadonlyMap<string, Histories>> => {
  for (;;) {
    const found = new Map<string, Histories>();
    let running = 0;
    for await (const { type, status, historyLength, historySize = 0 } of client.workflow.list()) {
      if (status.name === 'RUNNING') running += 1;
      const { count, events, bytes } = found.get(type) ?? { count: 0, events: 0, bytes: 0 };
      found.set(type, {
        count: count + 1,
        events: Math.max(events, historyLength),
        bytes: Math.max(bytes, historySize),
      });
    }
    if (running === 0) return found;
    await pause(1_000);
  }
};
