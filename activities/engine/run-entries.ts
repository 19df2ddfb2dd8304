import type { Ledger } from '../../ledger/ledger.js';
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

/** Who asked for what is to be decided: the release's requester for a release, else the run's. */
export const requesterOf = async (
  ledger: Ledger,
  caseId: string,
  run: string,
  release: string | undefined,
): Promise<string | null> => {
  const entries = (await ledger.entries(caseId, { run, kinds: ['run'] })) as readonly Entry<'run'>[];
  for (const { body } of entries) {
    if (!release && body.event === 'requested') return body.person;
    if (release && body.event === 'release-requested' && body.release === release) return body.person;
  }
  return null;
};

/** A gate as it was opened, and what it asks for. */
export type RecordedGate = {
  readonly gate: GateRecord;
  readonly plan: PlanReference | null;
  readonly step: string | null;
  readonly release: string | undefined;
};

/** The gate of that id, or null when none was ever opened. */
export const recordedGate = async (
  ledger: Ledger,
  caseId: string,
  run: string,
  id: string,
): Promise<RecordedGate | null> => {
  for (const { kind, body } of await ledger.entries(caseId, { run, kinds: ['plan', 'outcome'] })) {
    if (kind === 'plan' && body.event === 'planned' && body.gate.id === id)
      return { gate: body.gate, plan: body.plan, step: null, release: body.release };
    if (kind === 'outcome' && body.gate?.id === id)
      return { gate: body.gate, plan: null, step: body.step, release: releaseOfStep(body.step) };
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
