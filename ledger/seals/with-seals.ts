import type { LedgerLine, LedgerLines, LedgerReport } from '../verify.js';
import { SealCheck } from './check.js';
import type { Seal } from './seal.js';

/** What verification against seals found: `seals` counts those that hold. */
export type SealedReport = LedgerReport & { readonly seals: number };

/**
 * Verifies a case with `verify`, which reads the lines it is given, and holds `seals` of that case against the same
 * lines. A history that is whole in itself is not the one that was sealed when an entry is missing at its end, or when a
 * seal is over other entries: then the report names the entry where that shows, the seal, and why.
 */
export const withSeals = async (
  seals: readonly Seal[],
  verify: (watch: (lines: LedgerLines) => AsyncIterable<LedgerLine>) => Promise<LedgerReport>,
): Promise<SealedReport> => {
  const check = new SealCheck(seals);
  async function* watch(lines: LedgerLines): AsyncIterable<LedgerLine> {
    for await (const line of lines) {
      check.push(line.text);
      yield line;
    }
  }
  const report = await verify(watch);
  // What follows a bad entry was not read: of seals over it nothing is known.
  const [broken] = report.ok ? check.broken() : [];
  if (!broken) return { ...report, seals: check.held };
  const seq = Math.min(broken.seal.size, check.tree.size + 1);
  return { ...report, ok: false, firstBad: { seq, reason: broken.reason }, seals: check.held };
};
