import { caseView } from '../../ledger/view/case/case-view.js';
import { runsOf } from '../../ledger/view/case/runs.js';
import type { CaseView } from '../../workflows/contract/case-views.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { RunView } from '../../workflows/contract/views.js';
import { CliError, exit } from '../errors.js';
import type { Reading } from './session.js';

/** A case with all that it was told from. */
export type CaseRead = {
  readonly view: CaseView;
  readonly entries: readonly Entry[];
  readonly runs: readonly RunView[];
  /** Why a run is not among them. */
  readonly unreadable: readonly string[];
};

/** Reads a case off the ledger; null where nobody has opened it or asked for a run in it. */
const readCase = async ({ ledger }: Reading, id: string): Promise<CaseRead | null> => {
  const entries = await ledger.entries(id);
  const { runs, unreadable } = await runsOf({ document: (hash) => ledger.document(hash) }, id, entries);
  const view = caseView(id, entries, runs);
  return view && { view, entries, runs, unreadable: unreadable.map(({ run, error }) => `${run}: ${error.message}`) };
};

/** The case of that id, or that a run of that id is in; exit 4 when there is none. */
export const theCase = async (reading: Reading, id: string): Promise<CaseRead> => {
  const found = (await readCase(reading, id)) ?? (await readCase(reading, (await reading.ledger.caseOfRun(id)) ?? id));
  if (!found)
    throw new CliError(exit.missing, 'no-case', `There is no case ${id}.`, 'List them with: firebreak case list');
  return found;
};

/** Every case, newest first. */
export const allCases = async (reading: Reading): Promise<readonly CaseView[]> => {
  const found: CaseView[] = [];
  for (const id of await reading.ledger.cases()) {
    const one = await readCase(reading, id);
    if (one) found.push(one.view);
  }
  return found.reverse();
};
