import { releaseWorkflowId, runWorkflowId } from '../../workflows/contract/names.js';
import type { RunView } from '../../workflows/contract/views.js';
import type { Site } from './site.js';

/** One half of a round: the run, or its release. */
export type Phase = {
  readonly name: 'run' | 'release';
  readonly case: string;
  readonly run: string;
  /** It is at its end: what was to happen in it and has not will not. */
  over: boolean;
  /** Its workflow was terminated by hand. */
  terminated: boolean;
};

/** The run as the ledger shows it now. */
export const viewOf = (site: Site, { run }: Pick<Phase, 'run'>): Promise<RunView> => site.reading.run(run);

/** The workflow that is at work in the phase; null before a release was asked for. */
export const workflowIn = async (site: Site, phase: Phase): Promise<string | null> => {
  if (phase.name === 'run') return runWorkflowId(phase.run);
  const { release } = await viewOf(site, phase);
  return release && releaseWorkflowId(phase.run, release);
};
