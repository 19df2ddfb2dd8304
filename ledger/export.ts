import type { LedgerReader } from './sqlite/reader.js';
import type { LedgerLine } from './verify.js';

/** The lines of a case as JSONL: one canonical entry per line, byte for byte as stored, so that it verifies elsewhere. */
export const exportJsonl = (reader: LedgerReader, caseId: string): string => {
  let text = '';
  for (const line of reader.lines(caseId)) text += `${line.text}\n`;
  return text;
};

/**
 * Cuts an exported file into lines for `verifyLedger`, lazily, believing nothing: line length, shape and content are
 * checked there, so that a bad line is named by its place and not by a parser's complaint.
 */
export function* parseJsonl(text: string): IterableIterator<LedgerLine> {
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    // A last line without its newline is still a line: a file that was cut short says so when it is parsed.
    yield { text: text.slice(start, end) };
    start = end + 1;
  }
}
