import type { Worker } from '@temporalio/worker';

/** A worker with all that it needs, and the way to let go of it. */
export type Firebreak = {
  readonly worker: Worker;
  readonly buildId: string;
  /**
   * To be called while the worker runs: the build id of the version that is given new runs, once that is settled, or null
   * when it is stopped before. `say` hears what stands in the way. In the sandbox workers are not versioned: each goes on
   * with all runs.
   */
  readonly newRunsGoTo: (say: (problem: string) => void) => Promise<string | null>;
  /** To be called before the worker runs: puts on record that it starts. */
  readonly started: () => Promise<void>;
  /**
   * To be called while the worker runs: the id of the key that signs instead, once its own was retired, or null when it is
   * stopped before. It can record nothing any more then, and has to be started again.
   */
  readonly retired: () => Promise<string | null>;
  /** To be called while the worker runs: seals the ledger until it is stopped. `say` hears what stands in the way. */
  readonly sealing: (say: (problem: string) => void) => Promise<void>;
  /**
   * To be called while the worker runs: puts on record where its vault is, unless the ledger says so already. `say` hears
   * what is wrong with that.
   */
  readonly examined: (say: (problem: string) => void) => Promise<void>;
  /** Lets what only waits go, so that stopping the worker takes no longer than the change in flight. */
  readonly stopping: () => void;
  readonly close: () => Promise<void>;
};
