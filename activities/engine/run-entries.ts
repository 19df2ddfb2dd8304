import type { Ledger } from '../../ledger/ledger.js';
import type { Entry, EntryBodies } from '../../workflows/contract/entries.js';

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
