/** Why the ledger cannot be used right now. */
export type UnavailableCode =
  'missing' | 'unreadable' | 'busy' | 'full' | 'not-a-ledger' | 'newer' | 'closed' | 'retired' | 'failed';

/** The ledger cannot be read or written: nothing was recorded, so nothing that needs a record may go on. */
export class LedgerUnavailableError extends Error {
  override readonly name = 'LedgerUnavailableError';
  readonly code: UnavailableCode;

  constructor(code: UnavailableCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The same or a newer attempt of this call has announced itself: this one is stale and must not touch AWS. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
  /** The attempt that stands in the way. */
  readonly by: number;

  constructor(by: number, message: string) {
    super(message);
    this.by = by;
  }
}

/** What was given cannot become an entry or a document: too large, or not JSON. */
export class LedgerInputError extends Error {
  override readonly name = 'LedgerInputError';
}

/** Something stored no longer is what was stored: a document that does not match its hash, an entry that was edited. */
export class LedgerTamperedError extends Error {
  override readonly name = 'LedgerTamperedError';
}

/** This call must not be made: nobody who may has signed it, or it is not what they signed. The message says which. */
export class NotAuthorizedError extends Error {
  override readonly name = 'NotAuthorizedError';
}

/** Throws NotAuthorizedError. */
export const refuse = (why: string): never => {
  throw new NotAuthorizedError(`not authorized: ${why}`);
};
