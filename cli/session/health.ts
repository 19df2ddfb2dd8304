import { sandboxStatus } from '../../sandbox/stack/up.js';
import type { Config } from '../../worker/config.js';
import { waitingForLedger } from './ledger-waits.js';
import type { lazyTemporal } from './temporal.js';
import { polling } from './worker-versions.js';

/** What answers of what a new run needs. */
export type Health = {
  readonly temporal: boolean;
  readonly worker: boolean;
  readonly aws: boolean;
  /** Whether no run waits because the ledger takes nothing. */
  readonly ledger: boolean;
};

/** Nothing answers; of the ledger nobody knows then. */
export const allAway: Health = { temporal: false, worker: false, aws: false, ledger: true };

/**
 * Whether what a new run needs answers now. In production AWS is the worker's to reach: it counts as well while a worker
 * of the version that is given new runs polls.
 */
export const healthOf =
  (session: { readonly config: Config; readonly temporal: ReturnType<typeof lazyTemporal> }) =>
  async (): Promise<Health> => {
    const { temporal: place, mode } = session.config;
    try {
      const client = await session.temporal.client();
      const [{ current, buildIds }, waiting] = await Promise.all([
        polling(client, place),
        waitingForLedger(client, place),
      ]);
      const sandbox = mode === 'sandbox' ? sandboxStatus() : null;
      const worker = sandbox ? sandbox.worker.pid !== null : buildIds.has(current);
      const aws = sandbox ? sandbox.aws.pids.length > 0 : worker;
      return { temporal: true, worker, aws, ledger: waiting.length === 0 };
    } catch {
      return allAway;
    }
  };
