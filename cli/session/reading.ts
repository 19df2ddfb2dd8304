import { openReader, type LedgerPlace } from '../../ledger/open.js';
import { runView, summaryOf } from '../../ledger/view/run-view.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import type { RunSummary } from '../../workflows/contract/views.js';
import { CliError, exit } from '../errors.js';
import type { Reading } from './session.js';

/** Opens the ledger for reading. Needs neither worker nor AWS nor Temporal; rejects with LedgerUnavailableError. */
export const openReading = async (place: LedgerPlace): Promise<Reading> => {
  const ledger = await openReader(place);
  const view = (caseId: string, run: string) => runView(ledger, caseId, run);
  return {
    ledger,
    runs: async () => {
      const found: RunSummary[] = [];
      for (const row of await ledger.runs()) {
        const one = await view(row.case, row.run);
        if (one) found.push(summaryOf(one));
      }
      return found;
    },
    run: async (id) => {
      const caseId = await ledger.caseOfRun(id);
      const found = caseId === null ? null : await view(caseId, id);
      if (!found)
        throw new CliError(exit.missing, 'no-run', `There is no run ${id}.`, 'List them with: firebreak runs');
      return found;
    },
    entries: (caseId, query = {}) => ledger.entries(caseId, query),
    document: async (hash) => (await ledger.document(hash)) as unknown as PlanDocument,
    version: () => ledger.version(),
  };
};
