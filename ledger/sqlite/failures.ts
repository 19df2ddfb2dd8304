import { FencedError, LedgerInputError, LedgerTamperedError, LedgerUnavailableError } from '../errors.js';
import type { UnavailableCode } from '../errors.js';

/** An error on its way between threads, which keep no classes. */
export type Failure = {
  readonly name: string;
  readonly message: string;
  readonly code: UnavailableCode | null;
  readonly by: number | null;
};

/** What of an error is sent to another thread. */
export const failureOf = (error: unknown): Failure => {
  const known = error instanceof Error ? error : new Error(String(error));
  return {
    name: known.name,
    message: known.message,
    code: known instanceof LedgerUnavailableError ? known.code : null,
    by: known instanceof FencedError ? known.by : null,
  };
};

/** The error again, in the thread that it was sent to. */
export const revived = ({ name, message, code, by }: Failure): Error => {
  if (name === 'FencedError') return new FencedError(by ?? 0, message);
  if (name === 'LedgerInputError') return new LedgerInputError(message);
  if (name === 'LedgerTamperedError') return new LedgerTamperedError(message);
  return new LedgerUnavailableError(code ?? 'failed', message);
};
