import { LedgerUnavailableError } from '../../../ledger/errors.js';
import type { RunRow } from '../../../ledger/reader.js';
import type { RunView } from '../../../workflows/contract/views.js';
import type { Reading } from '../../session/session.js';

/** A run that cannot be shown, and why: one altered document must not hide the other runs. */
export type Unreadable = { readonly id: string; readonly case: string; readonly problem: string };

/** Reading goes in slices of so many milliseconds, so that keys are answered in between. */
const slice = 6;

/** The views of runs, each as it was read last. */
export type Views = {
  readonly of: (run: string) => RunView | Unreadable | null;
  readonly read: (row: RunRow) => Promise<void>;
  /** Reads for the length of a slice what is missing or has changed, what changed first; whether that was all. */
  readonly readSome: (rows: readonly RunRow[]) => Promise<boolean>;
  /** Finds out which runs have new entries, by how many each case has now. */
  readonly markStale: (sizes: ReadonlyMap<string, number>) => Promise<void>;
  /** Whether a run is shown as it was, because its newest entries are still to be read. */
  readonly areStale: () => boolean;
};

/** Reads views once, and again only when an entry of theirs is new. Rejects while the store is away. */
export const createViews = (reading: Reading): Views => {
  const known = new Map<string, RunView | Unreadable>();
  const stale = new Set<string>();
  const seen = new Map<string, number>();

  const read = async ({ run, case: caseId }: RunRow): Promise<void> => {
    let view: RunView | Unreadable;
    try {
      view = await reading.run(run);
    } catch (error) {
      // A store that is away says nothing of the run; one that is damaged where the run stands does.
      if (error instanceof LedgerUnavailableError && error.code !== 'not-a-ledger') throw error;
      view = { id: run, case: caseId, problem: error instanceof Error ? error.message : String(error) };
    }
    known.set(run, view);
    stale.delete(run);
  };

  return {
    of: (run) => known.get(run) ?? null,
    read,
    readSome: async (rows) => {
      const until = performance.now() + slice;
      const changed = rows.filter(({ run }) => stale.has(run));
      for (const row of [...changed, ...rows.filter(({ run }) => !known.has(run))]) {
        if (performance.now() > until) return false;
        await read(row);
      }
      return true;
    },
    markStale: async (sizes) => {
      for (const [caseId, size] of sizes) {
        const before = seen.get(caseId);
        if (size === before) continue;
        if (before !== undefined)
          for (const { body } of await reading.entries(caseId, { after: before }))
            if (known.has(body.run)) stale.add(body.run);
        seen.set(caseId, size);
      }
    },
    areStale: () => stale.size > 0,
  };
};
