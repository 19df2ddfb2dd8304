import type { LedgerKey } from './keys.js';
import type { LedgerReader } from './sqlite/reader.js';
import { verifyLedger } from './verify.js';
import type { LedgerReport } from './verify.js';

/**
 * Verifies one case where it is stored: chain, signatures, index columns, plan documents and the signed head.
 * A worker may go on writing meanwhile: the head is read before the lines, so what is appended since is no surprise.
 */
export const verifyStored = (
  reader: LedgerReader,
  caseId: string,
  keys: readonly LedgerKey[],
): Promise<LedgerReport> => {
  const head = reader.head(caseId);
  return verifyLedger(reader.lines(caseId), keys, {
    case: caseId,
    head,
    documents: (hash) => reader.documentText(hash),
  });
};
