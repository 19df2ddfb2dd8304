import type { BadSeal } from '../../ledger/seals/seal-files.js';
import type { SealedReport } from '../../ledger/seals/with-seals.js';
import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';

const nothing = { seq: 1, reason: 'there are no entries: nothing is proven' };

/** The report on an export, which fails without an entry: one that was broken off at once is no proof of anything. */
export const provesSomething = (report: SealedReport): SealedReport =>
  report.ok && report.entries === 0 ? { ...report, ok: false, firstBad: nothing } : report;

/** Prints what verification found, of one case or of many; `unsealed` is what is said where no seal was held. */
export const conclude = (
  out: Invocation['out'],
  reports: readonly SealedReport[],
  badSeals: readonly BadSeal[],
  unsealed: string,
): ExitCode => {
  const bad = reports.find((report) => !report.ok) ?? null;
  const summary = {
    ok: bad === null && badSeals.length === 0,
    case: bad?.case ?? (reports.length === 1 ? (reports[0]?.case ?? null) : null),
    entries: reports.reduce((sum, report) => sum + report.entries, 0),
    head: (bad ?? reports.at(-1))?.head ?? null,
    firstBad: bad?.firstBad ?? null,
    seals: reports.reduce((sum, report) => sum + report.seals, 0),
    badSeals,
    attested: reports.reduce((sum, report) => sum + report.attested, 0),
    keys: [...new Set(reports.flatMap((report) => report.keys))],
    cases: reports,
  };
  const tampered = bad
    ? [
        bad.firstBad === nothing
          ? 'NOTHING PROVEN: the file has no entries'
          : `LEDGER TAMPERED: ${bad.case ?? 'the file'}: entry ${bad.firstBad?.seq ?? '?'}: ${bad.firstBad?.reason ?? ''}`,
      ]
    : [];
  const noSeals = badSeals.map(({ seal, reason }) => `NO SEAL: ${seal}: ${reason}`);
  out.result(summary, () =>
    summary.ok
      ? [
          `ledger ok: ${summary.entries} entries in ${reports.length} case(s), ${summary.seals > 0 ? `${summary.seals} seal(s) hold` : unsealed}`,
          ...(summary.attested > 0
            ? [
                `${summary.attested} of them rest on AWS proofs: that AWS said who signed is the worker's word, and cannot be checked again`,
              ]
            : []),
        ].join('\n')
      : [...tampered, ...noSeals].join('\n'),
  );
  return summary.ok ? exit.done : exit.proof;
};
