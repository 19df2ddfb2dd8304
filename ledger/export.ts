import { closeSync, openSync, readSync } from 'node:fs';
import { maxEntryBytes } from './entry.js';
import type { LedgerReader } from './reader.js';
import type { LedgerLine } from './verify-line.js';
import { lineOf } from './line-bytes.js';

/** The lines of a case as JSONL: one canonical entry per line, byte for byte as stored, so that it verifies elsewhere. */
export async function* exportJsonl(reader: Pick<LedgerReader, 'lines'>, caseId: string): AsyncIterableIterator<string> {
  for await (const line of reader.lines(caseId)) yield `${line.text}\n`;
}

/**
 * Reads an exported file line by line for `verifyLedger`, as far as that asks, in memory for one line. It believes
 * nothing: shape and content are checked there, so that a bad line is named by its place and not by a parser's complaint.
 */
export function* readJsonl(path: string): IterableIterator<LedgerLine> {
  const file = openSync(path, 'r');
  try {
    yield* parseJsonl(chunksOf(file));
  } finally {
    closeSync(file);
  }
}

/** Cuts the bytes of an export into lines. It ends after a line that is longer than any entry: nothing good can follow. */
export function* parseJsonl(chunks: Iterable<Uint8Array>): IterableIterator<LedgerLine> {
  let begun: Uint8Array | null = null;
  for (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      // No copy of what is whole in here: a million copies are memory that is given back late.
      const line = chunk.subarray(start, end);
      yield lineOf(begun ? Buffer.concat([begun, line]) : line);
      begun = null;
      start = end + 1;
    }
    if (start < chunk.length) begun = Buffer.concat([begun ?? new Uint8Array(), chunk.subarray(start)]);
    if (begun && begun.length > maxEntryBytes) break;
  }
  // A last line without its newline is still a line: a file that was cut short says so when it is parsed.
  if (begun) yield lineOf(begun);
}

const newline = 0x0a;
const chunkBytes = 64 * 1024;

function* chunksOf(file: number): IterableIterator<Uint8Array> {
  const chunk = Buffer.alloc(chunkBytes);
  for (;;) {
    const length = readSync(file, chunk);
    if (length === 0) return;
    yield chunk.subarray(0, length);
  }
}
