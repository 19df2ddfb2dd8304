import type { RunRow } from '../../../ledger/reader.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import type { RunView } from '../../../workflows/contract/views.js';
import type { Reading } from '../../session/session.js';
import { createTails } from './tails.js';
import { inTurns } from './turns.js';
import { createViews, type Unreadable } from './views.js';

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

/** What a screen is about: a run and what its case records, a case, or neither. */
export type Wanted = { readonly run?: string; readonly case?: string };

/** Follows the ledger. What it hands out is what was read last, at once; reading goes on beside that. */
export type Feed = {
  readonly snapshot: () => Snapshot;
  /** One run; null when there is none, or when it is still to be read. */
  readonly view: (run: string) => RunView | Unreadable | null;
  /** The entries of a case; null when they are still to be read. */
  readonly entries: (caseId: string) => readonly Entry[] | null;
  /** Reads what a screen is about to show; null when that is there. It then stays up to date while it is looked at. */
  readonly read: (wanted: Wanted) => Promise<void> | null;
  /** Looks whether anything was recorded; resolves when what was is in the snapshot. */
  readonly poll: () => Promise<void>;
  /** Polls from now on; resolves after the first time. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
};

const every = 150;
/** Between two slices of reading. */
const pause = 4;
/** A list that is still growing is drawn this often. */
const growth = 120;

/** Follows the ledger by its version; `changed` is called when a new snapshot is there. */
export const createFeed = (reading: Reading, changed: () => void): Feed => {
  const views = createViews(reading);
  const tails = createTails(reading);
  const inTurn = inTurns();
  let current: Snapshot = { version: -1, rows: [], views: [], unreadable: [], complete: false, problem: null };
  let published = 0;
  let polling: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let warming: NodeJS.Timeout | null = null;
  let isStopped = false;

  const publish = (change: Partial<Snapshot>): void => {
    if (isStopped) return;
    const rows = change.rows ?? current.rows;
    const read = rows.flatMap(({ run }) => views.of(run) ?? []);
    const shown = read.filter((one): one is RunView => !('problem' in one));
    const unreadable = read.filter((one): one is Unreadable => 'problem' in one);
    current = { ...current, ...change, views: shown, unreadable, complete: read.length === rows.length };
    published = performance.now();
    changed();
  };

  const warm = async (): Promise<void> => {
    const isThrough = await views.readSome(current.rows);
    if (isThrough || performance.now() - published > growth) publish({});
    if (!isThrough) warmSoon();
  };

  const warmSoon = (): void => {
    if (isStopped) return;
    warming ??= setTimeout(() => {
      warming = null;
      // A store that is away is said by the next poll, which goes on from here when it is back.
      void inTurn(warm).catch(() => undefined);
    }, pause);
  };

  const look = async (): Promise<void> => {
    try {
      const version = await reading.version();
      if (version === current.version && current.problem === null) {
        if (!current.complete || views.areStale()) warmSoon();
        return;
      }
      const [rows, sizes] = [await reading.ledger.runs(), await reading.ledger.sizes()];
      await views.markStale(sizes);
      await tails.readOn(sizes);
      // A few changed runs are read before anything is drawn, so that no row blinks.
      const isThrough = await views.readSome(rows);
      publish({ version, rows, problem: null });
      if (!isThrough) warmSoon();
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== current.problem) publish({ problem });
    }
  };

  const poll = (): Promise<void> => inTurn(look);

  return {
    snapshot: () => current,
    view: views.of,
    entries: tails.of,
    read: (wanted) => {
      const row = current.rows.find(({ run }) => run === wanted.run);
      const caseId = wanted.case ?? row?.case;
      const isMissing = row !== undefined && views.of(row.run) === null;
      if (caseId === undefined || (!isMissing && tails.of(caseId) !== null)) return null;
      return inTurn(async () => {
        if (isMissing) await views.read(row);
        await tails.read(caseId);
      });
    },
    poll,
    start: () => {
      // One look at a time: a store that answers slowly is not asked faster.
      timer ??= setInterval(() => void (polling ??= poll().finally(() => (polling = null))), every);
      return poll();
    },
    stop: () => {
      isStopped = true;
      if (timer) clearInterval(timer);
      if (warming) clearTimeout(warming);
      timer = null;
      warming = null;
    },
  };
};

const problemOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
