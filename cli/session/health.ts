import { sandboxStatus } from '../../sandbox/stack/up.js';
import type { Config } from '../../worker/config.js';
import type { lazyTemporal } from './temporal.js';
import { polling } from './worker-versions.js';

/**
 * Whether what a new run needs answers now. In production AWS is the worker's to reach: it counts as well while a worker
 * of the version that is given new runs polls.
 */
export const healthOf =
  (session: { readonly config: Config; readonly temporal: ReturnType<typeof lazyTemporal> }) =>
  async (): Promise<{ readonly temporal: boolean; readonly worker: boolean; readonly aws: boolean }> => {
    try {
      const { current, buildIds } = await polling(await session.temporal.client(), session.config.temporal);
      const sandbox = session.config.mode === 'sandbox' ? sandboxStatus() : null;
      const worker = sandbox ? sandbox.worker.pid !== null : buildIds.has(current);
      return { temporal: true, worker, aws: sandbox ? sandbox.aws.pids.length > 0 : worker };
    } catch {
      return { temporal: false, worker: false, aws: false };
    }
  };
