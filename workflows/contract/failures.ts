/**
 * The `type` of every failure that crosses a border. Retryable ones are Temporal's to retry;
 * the rest stop at a failure gate, or end a run that has not begun.
 */
export const failureTypes = {
  throttled: 'Throttled',
  unavailable: 'Unavailable',
  /** The ledger cannot be read or written: the name of its own error, which arrives under it. */
  ledger: 'LedgerUnavailableError',
  inconsistent: 'WaitForConsistency',
  fenced: 'Fenced',
  denied: 'AccessDenied',
  notFound: 'NotFound',
  badInput: 'BadInput',
  refused: 'Refused',
  unauthorised: 'NotAuthorized',
  unsupported: 'UnsupportedInSandbox',
  moved: 'MovedSince',
  notHolding: 'DoesNotHold',
  locked: 'Locked',
  ended: 'Ended',
  failed: 'Failed',
} as const;

/** One of the failure types. */
export type FailureType = (typeof failureTypes)[keyof typeof failureTypes];

/** What Temporal must not retry: trying again cannot help, or must be a person's choice. */
export const nonRetryable: readonly FailureType[] = [
  failureTypes.denied,
  failureTypes.notFound,
  failureTypes.badInput,
  failureTypes.refused,
  failureTypes.unauthorised,
  failureTypes.unsupported,
  failureTypes.moved,
  failureTypes.notHolding,
  failureTypes.ended,
  failureTypes.failed,
];
