import { isUtf8 } from 'node:buffer';
import { maxEntryBytes } from './entry.js';
import type { LedgerLine } from './verify-line.js';

/**
 * The text of bytes, or null when they are not UTF-8. Reading them leniently would make one character, U+FFFD, of
 * whatever is not: different bytes could then pass for the same text.
 */
export const exactText = (bytes: Uint8Array): string | null =>
  isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : null;

/** The line that bytes hold, or why they hold none. */
export const lineOf = (bytes: Uint8Array): LedgerLine => {
  if (bytes.byteLength > maxEntryBytes) return { text: '', unreadable: `longer than ${maxEntryBytes} bytes` };
  const text = exactText(bytes);
  return text === null ? { text: '', unreadable: 'not UTF-8' } : { text };
};
