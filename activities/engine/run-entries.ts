import { plannedEntry } from '../../ledger/approvals.js';
import type { Ledger } from '../../ledger/ledger.js';
import { askedFor } from '../../ledger/requests.js';
import type { Entry, EntryBodies, GateRecord } from '../../workflows/contract/entries.js';
import type { PlanReference } from '../../workflows/contract/plan.js';
import { releaseOfStep } from '../../workflows/contract/names.js';

/** How a run was asked for, as the ledger has it. */
export type RunOpening = Extract<EntryBodies['run'], { readonly event: 'requested' }>;

/** The opening entry of a run, or null. */
export const runOpening = async (ledger: Ledger, caseId: string, run: string): Promise<RunOpening | null> => {
  const entries = await ledger.entries(caseId, { run, kinds: ['run'] });
  for (const { body } of entries as readonly Entry<'run'>[]) if (body.event === 'requested') return body;
  return null;
};

/** Who had asked for what is to be decided at a gate: the release's requester for a release, else the run's. */
export const requesterOf = async (
  ledger: Ledger,
  caseId: string,
  run: string,
  { release, seq }: Pick<RecordedGate, 'release' | 'seq'>,
): Promise<string | null> => {
  const entries = await ledger.entries(caseId, { run, kinds: ['run'] });
  const before = entries.filter((entry) => entry.seq < seq);
  return askedFor(before, release)?.body.person ?? null;
};

/** The key under which a failure gate is answered once, by a person or by being withdrawn. */
export const answerOnce = (gate: string): string => `${gate}:decided`;

/** A gate as it was opened, and what it asks for. */
export type RecordedGate = {
  /** The number of the entry that opened it. */
  readonly seq: number;
  readonly gate: GateRecord;
  readonly plan: PlanReference | null;
  readonly step: string | null;
  readonly release: string | undefined;
  /** Whether the same plan was put to people once more since: what is decided here does not count any more. */
  readonly superseded: boolean;
};

/** The gate of that id, or null when none was ever opened. */
export const recordedGate = async (
  ledger: Ledger,
  caseId: string,
  run: string,
  id: string,
): Promise<RecordedGate | null> => {
  const entries = await ledger.entries(caseId, { run, kinds: ['plan', 'outcome'] });
  for (const { seq, kind, body } of entries) {
    if (kind === 'plan' && body.event === 'planned' && body.gate.id === id) {
      const superseded = plannedEntry(entries, body.plan.root)?.body.gate.id !== id;
      return { seq, gate: body.gate, plan: body.plan, step: null, release: body.release, superseded };
    }
    if (kind === 'outcome' && body.gate?.id === id)
      return {
        seq,
        gate: body.gate,
        plan: null,
        step: body.step,
        release: releaseOfStep(body.step),
        superseded: false,
      };
  }
  return null;
};

/** Whether the run, or that release of it, has ended. */
export const hasEnded = async (
  ledger: Ledger,
  caseId: string,
  run: string,
  release: string | undefined,
): Promise<boolean> =>
  ((await ledger.entries(caseId, { run, kinds: ['run'] })) as readonly Entry<'run'>[]).some(
    ({ body }) => body.event === 'state' && body.release === release,
  );
