import type { Decided } from '../contract/activities.js';
import type { CaseDocument, Signed } from '../contract/documents.js';
import { engine } from './proxies.js';

/** The workflow that puts on record what a person says about a case: operators do not write the ledger, workers do. */
export async function recordCaseWord(
  signed: Signed<CaseDocument>,
): Promise<Pick<Decided, 'accepted' | 'code' | 'message'>> {
  return engine['case.record']({ signed });
}
