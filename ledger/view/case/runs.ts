import type { Entry } from '../../../workflows/contract/entries.js';
import type { RunView } from '../../../workflows/contract/views.js';
import { LedgerTamperedError } from '../../errors.js';
import { runView, type ViewSource } from '../run-view.js';

/** The runs of a case, and those that cannot be told, each with why. */
export type RunsOfCase = {
  readonly runs: readonly RunView[];
  readonly unreadable: readonly { readonly run: string; readonly error: LedgerTamperedError }[];
};

/** The runs of a case from its entries, which are not read once more; whoever spoils one of them does not hide the others. */
export const runsOf = async (
  { document }: Pick<ViewSource, 'document'>,
  caseId: string,
  entries: readonly Entry[],
): Promise<RunsOfCase> => {
  const runs: RunView[] = [];
  const unreadable: { run: string; error: LedgerTamperedError }[] = [];
  for (const [run, own] of Map.groupBy(entries, ({ body }) => body.run)) {
    if (!own.some(({ kind }) => kind === 'run')) continue;
    try {
      const view = await runView({ document, entries: async () => own }, caseId, run);
      if (view) runs.push(view);
    } catch (error) {
      if (!(error instanceof LedgerTamperedError)) throw error;
      unreadable.push({ run, error });
    }
  }
  return { runs, unreadable };
};
