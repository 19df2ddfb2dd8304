import { LedgerUnavailableError } from '../errors.js';
import type { UnavailableCode } from '../errors.js';

// Primary result codes: sqlite.org/rescode.html. The low byte of an extended code is its primary code.
const codes: Readonly<Record<number, UnavailableCode>> = {
  5: 'busy',
  6: 'busy',
  8: 'unreadable',
  13: 'full',
  14: 'unreadable',
  26: 'not-a-ledger',
  11: 'not-a-ledger',
};

const hints: Readonly<Record<UnavailableCode, string>> = {
  missing: 'nothing has been recorded there yet',
  unreadable: 'check that the file and its folder belong to you',
  busy: 'another process holds it; try again',
  full: 'the disk is full; make room, then try again',
  'not-a-ledger': 'the file is damaged or is no ledger; restore it from a copy',
  newer: 'upgrade Firebreak',
  closed: 'open it again',
  retired: 'start this process again: it then signs with the new key',
  failed: 'see the message',
};

/** What SQLite said, as the ledger's own error: which file, why, what to do next. */
export const translated = (error: unknown, path: string): LedgerUnavailableError => {
  if (error instanceof LedgerUnavailableError) return error;
  const number = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  const code = codes[number] ?? 'failed';
  const message = error instanceof Error ? error.message : String(error);
  return new LedgerUnavailableError(code, `the ledger ${path} cannot be used: ${message} (${hints[code]})`);
};
