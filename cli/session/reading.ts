import { LedgerUnavailableError } from '../../ledger/errors.js';
import { openLedgerReader } from '../../ledger/sqlite/reader.js';
import { runView, summaryOf } from '../../ledger/view/run-view.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import { CliError, exit } from '../errors.js';
import type { Reading } from './session.js';

/** Opens the ledger for reading. Needs neither worker nor AWS nor Temporal. */
export const openReading = (path: string): Reading => {
  const ledger = open(path);
  const view = (caseId: string, run: string) => runView(ledger, caseId, run);
  return {
    ledger,
    runs: () =>
      ledger
        .runs()
        .flatMap((row) => view(row.case, row.run) ?? [])
        .map(summaryOf),
    run: (id) => {
      const caseId = ledger.caseOfRun(id);
      const found = caseId === null ? null : view(caseId, id);
      if (!found)
        throw new CliError(exit.missing, 'no-run', `There is no run ${id}.`, 'List them with: firebreak runs');
      return found;
    },
    entries: (caseId, query = {}) => ledger.entries(caseId, query),
    document: (hash) => ledger.document(hash) as unknown as PlanDocument,
    version: () => ledger.version(),
  };
};

const open = (path: string) => {
  try {
    return openLedgerReader(path);
  } catch (error) {
    if (!(error instanceof LedgerUnavailableError)) throw error;
    throw new CliError(
      exit.unavailable,
      'ledger-unavailable',
      `The ledger cannot be read: ${error.message}`,
      error.code === 'missing' ? 'Start the sandbox with: firebreak up' : 'See firebreak status.',
    );
  }
};
