import { sandboxStatus } from '../../sandbox/stack/up.js';
import type { Config } from '../../worker/config.js';
import type { lazyTemporal } from './temporal.js';

/** Whether what a run needs answers now. In production AWS is the worker's to reach: it counts as well while one polls. */
export const healthOf =
  (session: { readonly config: Config; readonly temporal: ReturnType<typeof lazyTemporal> }) =>
  async (): Promise<{ readonly temporal: boolean; readonly worker: boolean; readonly aws: boolean }> => {
    const { namespace, taskQueue } = session.config.temporal;
    try {
      const client = await session.temporal.client();
      const { pollers } = await client.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: 1,
      });
      const recent = (pollers ?? []).some((one) => Date.now() / 1_000 - Number(one.lastAccessTime?.seconds ?? 0) < 70);
      const sandbox = session.config.mode === 'sandbox' ? sandboxStatus() : null;
      const worker = sandbox ? sandbox.worker.pid !== null : recent;
      return { temporal: true, worker, aws: sandbox ? sandbox.aws.pids.length > 0 : worker };
    } catch {
      return { temporal: false, worker: false, aws: false };
    }
  };
