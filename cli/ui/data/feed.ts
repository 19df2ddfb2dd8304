import type { RunRow } from '../../../ledger/sqlite/reader.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import type { RunView } from '../../../workflows/contract/views.js';
import type { Reading } from '../../session/session.js';

/** A run that cannot be shown, and why: one altered document must not hide the other runs. */
export type Unreadable = { readonly id: string; readonly case: string; readonly problem: string };

/** What the ledger says now. Parts that did not change are the same objects as before. */
export type Snapshot = {
  readonly version: number;
  /** Every run, newest first. */
  readonly rows: readonly RunRow[];
  /** The views read so far, in the same order; `complete` once that is all of them. */
  readonly views: readonly RunView[];
  readonly unreadable: readonly Unreadable[];
  readonly complete: boolean;
  /** Why the ledger cannot be read now; what is shown is then what was read last. */
  readonly problem: string | null;
};

/** Follows the ledger. */
export type Feed = {
  readonly snapshot: () => Snapshot;
  /** One run, read at once if need be. */
  readonly view: (run: string) => RunView | Unreadable | null;
  /** The entries of a case. */
  readonly entries: (caseId: string) => readonly Entry[];
  /** Looks whether anything was recorded. */
  readonly poll: () => void;
  readonly start: () => void;
  readonly stop: () => void;
};

const every = 150;
/** Reading goes in slices this long, so that keys are answered in between. */
const slice = 6;
const pause = 4;
/** A list that is still growing is drawn this often. */
const growth = 120;

/** Follows the ledger by its version; `changed` is called when a new snapshot is there. */
export const createFeed = (reading: Reading, changed: () => void): Feed => {
  const known = new Map<string, RunView | Unreadable>();
  const seen = new Map<string, number>();
  const tails = new Map<string, { readonly version: number; readonly entries: readonly Entry[] }>();
  let current: Snapshot = { version: -1, rows: [], views: [], unreadable: [], complete: false, problem: null };
  let published = 0;
  let timer: NodeJS.Timeout | null = null;
  let warming: NodeJS.Timeout | null = null;

  const read = ({ run, case: caseId }: RunRow): RunView | Unreadable => {
    const found = known.get(run);
    if (found) return found;
    let view: RunView | Unreadable;
    try {
      view = reading.run(run);
    } catch (error) {
      view = { id: run, case: caseId, problem: error instanceof Error ? error.message : String(error) };
    }
    known.set(run, view);
    return view;
  };

  const publish = (change: Partial<Snapshot>): void => {
    const rows = change.rows ?? current.rows;
    const read = rows.flatMap(({ run }) => known.get(run) ?? []);
    const views = read.filter((one): one is RunView => !('problem' in one));
    const unreadable = read.filter((one): one is Unreadable => 'problem' in one);
    current = { ...current, ...change, views, unreadable, complete: read.length === rows.length };
    published = performance.now();
    changed();
  };

  const warm = (): void => {
    warming = null;
    const until = performance.now() + slice;
    let grew = false;
    for (const row of current.rows) {
      if (known.has(row.run)) continue;
      if (performance.now() > until) {
        if (grew && performance.now() - published > growth) publish({});
        warming = setTimeout(warm, pause);
        return;
      }
      read(row);
      grew = true;
    }
    if (grew || !current.complete) publish({});
  };

  // Only what was appended is read again: a run's view is dropped when one of its entries is new.
  const forget = (rows: readonly RunRow[]): void => {
    for (const caseId of new Set(rows.map((row) => row.case))) {
      const head = reading.ledger.head(caseId)?.seq ?? 0;
      const before = seen.get(caseId);
      if (head === before && head !== 0) continue;
      seen.set(caseId, head);
      if (before === undefined) continue;
      for (const { body } of reading.entries(caseId, { after: before })) known.delete(body.run);
    }
  };

  const poll = (): void => {
    try {
      const version = reading.version();
      if (version === current.version && current.problem === null) return;
      const rows = reading.ledger.runs();
      forget(rows);
      // A few changed runs are read before anything is drawn, so that no row blinks.
      const until = performance.now() + slice;
      for (const row of rows) {
        if (performance.now() > until) break;
        read(row);
      }
      publish({ version, rows, problem: null });
      if (!current.complete && warming === null) warming = setTimeout(warm, pause);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem !== current.problem) publish({ problem });
    }
  };

  return {
    snapshot: () => current,
    view: (run) => {
      const row = current.rows.find((one) => one.run === run);
      return row ? read(row) : null;
    },
    entries: (caseId) => {
      const tail = tails.get(caseId);
      if (tail && tail.version === current.version) return tail.entries;
      try {
        const fresh = reading.entries(caseId, { after: tail?.entries.at(-1)?.seq ?? 0 });
        const entries = tail && fresh.length === 0 ? tail.entries : [...(tail?.entries ?? []), ...fresh];
        // One is in use, perhaps one below it: more would only hold memory.
        if (!tail && tails.size > 2) tails.clear();
        tails.set(caseId, { version: current.version, entries });
        return entries;
      } catch {
        return tail?.entries ?? [];
      }
    },
    poll,
    start: () => {
      poll();
      timer ??= setInterval(poll, every);
    },
    stop: () => {
      if (timer) clearInterval(timer);
      if (warming) clearTimeout(warming);
      timer = null;
      warming = null;
    },
  };
};
