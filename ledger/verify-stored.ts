import type { LedgerKey } from './keys.js';
import type { LedgerReader } from './reader.js';
import { verifyLedger } from './verify.js';
import type { LedgerReport } from './verify.js';

/**
 * Verifies one case where it is stored: chain, signatures, index columns, documents and the signed head.
 * A worker may go on writing meanwhile: the head is read before the lines, so what is appended since is no surprise. It
 * is written in the transaction that appends: one that is read after the lines and is behind them is an older one.
 */
export const verifyStored = async (
  reader: Pick<LedgerReader, 'head' | 'lines' | 'documentText'>,
  caseId: string,
  keys: readonly LedgerKey[],
): Promise<LedgerReport> => {
  const head = await reader.head(caseId);
  const report = await verifyLedger(reader.lines(caseId), keys, {
    case: caseId,
    head,
    documents: (hash) => reader.documentText(hash),
  });
  const seq = (await reader.head(caseId))?.seq ?? 0;
  if (!report.ok || seq >= report.entries) return report;
  const reason = `head: the signed head says ${seq} entries, ${report.entries} are there`;
  return { ...report, ok: false, firstBad: { seq: seq + 1, reason } };
};
