import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { LedgerReader } from '../../ledger/reader.js';
import type { LedgerLine, LedgerLines } from '../../ledger/verify.js';
import type { Output } from '../output/output.js';
import { openProgress, type Far } from '../output/progress.js';

/** Hands lines on as they are asked for, and tells how far that is. */
export type Telling = (lines: LedgerLines) => AsyncIterable<LedgerLine>;

/** Tells how many of a stored case's entries were read. */
export const tellingEntries = async (
  out: Output,
  ledger: Pick<LedgerReader, 'head'>,
  caseId: string,
): Promise<Telling> => {
  const of = (await ledger.head(caseId))?.seq ?? 0;
  return telling(out, { what: caseId, of, amount: entries }, () => 1);
};

/** Tells how much of an exported file was read; of what cannot be read, or has no size, only that it is read. */
export const tellingBytes = (out: Output, file: string): Telling => {
  const of = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return telling(out, { what: basename(file).slice(0, 40), of }, ({ text }) => Buffer.byteLength(text) + 1);
};

const entries = (count: number): string => `${Math.round(count).toLocaleString('en')} entries`;

const telling = (out: Output, far: Omit<Far, 'done'>, amountOf: (line: LedgerLine) => number): Telling =>
  async function* told(lines) {
    const progress = openProgress(out);
    let done = 0;
    try {
      for await (const line of lines) {
        done += amountOf(line);
        progress.tell({ ...far, done });
        yield line;
      }
    } finally {
      progress.end();
    }
  };
