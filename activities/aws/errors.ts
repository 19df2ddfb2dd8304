import { ApplicationFailure } from '@temporalio/common';
import { LedgerTamperedError, LedgerUnavailableError, NotAuthorizedError } from '../../ledger/errors.js';
import { failureTypes, nonRetryable, type FailureType } from '../../workflows/contract/failures.js';
import { withoutSecrets } from './recordable.js';

/** A failure with one of our types; what next is its hint. Temporal retries it unless its type is in `nonRetryable`. */
export const failure = (type: FailureType, message: string, hint?: string, cause?: Error): ApplicationFailure =>
  ApplicationFailure.create({
    type,
    message,
    nonRetryable: nonRetryable.includes(type),
    details: hint ? [hint] : [],
    ...(cause && { cause }),
  });

/** The part of an AWS SDK v3 error that we read; everything in it is untrusted. */
export type AwsError = Error & {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly Code?: string;
  readonly code?: string;
};

// AWS "Common Errors" and "Error codes for the Amazon EC2 API".
const throttling =
  /^(Throttling|ThrottlingException|RequestLimitExceeded|TooManyRequestsException|RequestThrottled\w*|BandwidthLimitExceeded|SlowDown|ResourceContention|ConcurrentSnapshotLimitExceeded|SnapshotCreationPerVolumeRateExceeded)$/;
// Of these, the ones about the rate of calls: the others are about the thing that is called for.
const tooFast =
  /^(Throttling|ThrottlingException|RequestLimitExceeded|TooManyRequestsException|RequestThrottled\w*|BandwidthLimitExceeded|SlowDown)$/;
const denial =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthFailure|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|OptInRequired|ExpiredToken|ExpiredTokenException)$/;
const notTaken =
  /^(ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|InvalidToken|InvalidAccessKeyId)$/;
// IAM: somebody else is changing the same thing at this moment, or it was made a moment ago.
const busy = /^(ConcurrentModification|EntityTemporarilyUnmodifiable)(Exception)?$/;
const missing = /(NotFound|NoSuch|NonExistent|DoesNotExist)/;
const network =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|TimeoutError|RequestTimeout|NetworkingError)$/;

/** The AWS error code of an error, or its class name. */
export const errorCode = (error: AwsError): string =>
  error.Code ?? (error.name !== 'Error' ? error.name : (error.code ?? 'Error'));

/** Whether AWS refused a call because calls come too fast. */
export const isTooFast = (error: unknown): boolean =>
  error instanceof Error && (tooFast.test(errorCode(error)) || (error as AwsError).$metadata?.httpStatusCode === 429);

/** Whether AWS answered a call with this error. */
export const isAnswer = (error: unknown): error is AwsError =>
  error instanceof Error && (error as AwsError).$metadata?.httpStatusCode !== undefined;

/**
 * Whether AWS does not know, or does not take any longer, the session that a call was made in. EC2 says `AuthFailure` of
 * other things as well ("Error codes for the Amazon EC2 API").
 */
export const isSessionOver = (error: unknown): error is Error =>
  error instanceof Error &&
  (notTaken.test(errorCode(error)) ||
    (errorCode(error) === 'AuthFailure' && error.message.includes('validate the provided access credentials')));

/** The IAM action that AWS says is missing: it may be another than the operation's (`iam:PassRole`, `ec2:CreateTags`). */
const deniedPermission = (message: string | undefined): string | undefined =>
  /not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(message ?? '')?.[1];

/**
 * Translates an AWS SDK error once, at the border: what failed, on what, and what to do next.
 * Codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const translate = (error: unknown, call: string, target: string): ApplicationFailure => {
  if (error instanceof ApplicationFailure) return error;
  // Of the door, not of AWS: the call was not made, or its answer is not used.
  if (error instanceof LedgerUnavailableError)
    return failure(
      failureTypes.ledger,
      `${call} on ${target} waits for the ledger: ${error.message}`,
      'Nothing is changed in AWS while the ledger cannot be written; it is tried again. See firebreak doctor.',
      error,
    );
  const problem = error as AwsError;
  const code = errorCode(problem);
  const status = problem.$metadata?.httpStatusCode ?? 0;
  const what = `${call} on ${target}: ${code}: ${withoutSecrets(problem.message ?? '').slice(0, 500)}`;
  if (throttling.test(code) || status === 429)
    return failure(failureTypes.throttled, what, 'AWS limits the rate of this call; it is tried again.', problem);
  if (busy.test(code))
    return failure(failureTypes.inconsistent, what, 'It is being changed at this moment; it is tried again.', problem);
  if (code === 'UnsupportedInSandbox')
    return failure(failureTypes.unsupported, what, 'The sandbox does not simulate this operation.', problem);
  if (denial.test(code) || status === 403)
    return failure(
      failureTypes.denied,
      what,
      `Allow ${deniedPermission(problem.message) ?? call} for the worker's role, then retry.`,
      problem,
    );
  if (missing.test(code) || status === 404)
    return failure(
      failureTypes.notFound,
      what,
      'It is gone or was never there: check the id, account and Region.',
      problem,
    );
  if (network.test(code) || network.test(problem.code ?? '') || status >= 500 || status === 0)
    return failure(failureTypes.unavailable, what, 'AWS did not answer; it is tried again.', problem);
  return failure(failureTypes.badInput, what, 'AWS refused the call as it is; planning again may help.', problem);
};

/** The AWS error code behind a translated failure; empty for whatever AWS did not say. */
export const codeBehind = (error: unknown): string =>
  error instanceof ApplicationFailure && error.cause instanceof Error ? errorCode(error.cause) : '';

/** What the ledger's authority refuses, as a failure that nobody retries; any other error as it is. */
export const translateRefusal = (error: unknown, what: string): unknown =>
  error instanceof NotAuthorizedError || error instanceof LedgerTamperedError
    ? failure(failureTypes.unauthorised, `${what}: ${error.message}`)
    : error;
