import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';

/**
 * How long each kind of work may take, and how it is tried again. What ends within ten seconds needs no heart; all else
 * beats twice a second, and is given to another worker when it was not heard of for `heartbeatTimeout`. Ten seconds are
 * one call to AWS (eight, after which it is given up) and a write, or a write that waits for another process (ten).
 * Retries are bounded in time, not in number: a frozen worker can swallow any number of attempts.
 */

// What the ledger shows to be altered or missing is a person's to look into: trying again does not bring it back.
const nonRetryableErrorTypes = ['LedgerTamperedError'];

// At once after a hiccup, and within seconds of the end of an outage.
const patiently = {
  initialInterval: '100ms',
  backoffCoefficient: 2,
  maximumInterval: '5s',
  nonRetryableErrorTypes,
} as const;

/** Writing to the ledger. Without a limit in time: while the ledger is down the run waits, and forgets nothing. */
export const record: ActivityOptions = { startToCloseTimeout: '10s', retry: patiently };

/** Asking AWS one thing, while a person waits: it gives up in minutes, and says why. */
export const ask: ActivityOptions = { startToCloseTimeout: '10s', scheduleToCloseTimeout: '5m', retry: patiently };

/** Looking at what a worker depends on, while a person waits: what does not answer is what there is to tell. */
export const once: ActivityOptions = { startToCloseTimeout: '45s', retry: { maximumAttempts: 1 } };

/**
 * Planning, while a person waits as well. What AWS tells of one instance a call alone is 1,000 calls for 500 of them, at
 * 20 a second ("Request throttling for the Amazon EC2 API"): a minute, and four where others ask too. One try more fits.
 */
export const plan: ActivityOptions = {
  startToCloseTimeout: '4m',
  scheduleToCloseTimeout: '5m',
  heartbeatTimeout: '10s',
  retry: patiently,
};

/**
 * Observing what was changed, however much that is: nobody waits, so it takes turns with all else. Without a limit in
 * all, because a watch must not end with an outage: what one look did not see the next one does.
 */
export const observe: ActivityOptions = { startToCloseTimeout: '10m', heartbeatTimeout: '10s', retry: patiently };

/** Reading logs of months, two pages a second ("LookupEvents"): a person waits, and wants all of it or none. */
export const search: ActivityOptions = {
  startToCloseTimeout: '1h',
  scheduleToCloseTimeout: '2h',
  heartbeatTimeout: '10s',
  retry: patiently,
};

/** Telling people outside: for an hour, at growing intervals. After that it is old news, and stands in the run as a note. */
export const tell: ActivityOptions = {
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

/**
 * A step that changes, collects or observes in seconds, or puts back. A dead worker is noticed within three seconds, for
 * an attacker is at work meanwhile. Two minutes are room for the slowest step, a quarter of an hour for AWS to come back;
 * then a person is asked. A change in flight is never abandoned: after a cancel the workflow hears how it ended.
 */
export const change: ActivityOptions = {
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '15m',
  heartbeatTimeout: '3s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { ...patiently, initialInterval: '200ms', maximumInterval: '10s' },
};

/**
 * A step that collects for hours, such as a snapshot of a large volume or an image of a large memory. Nothing of the
 * containment waits for it, so a dead worker may take ten seconds to be noticed. After two days a person is asked.
 */
export const collect: ActivityOptions = {
  scheduleToCloseTimeout: '48h',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: patiently,
};

/**
 * Waiting for another run to let go of a target, which it does when its step ends. Without a limit in all: the gate that
 * waits for a person meanwhile has none. Each try is bounded, so that none waits for what is long over.
 */
export const standBy: ActivityOptions = { startToCloseTimeout: '1h', heartbeatTimeout: '10s', retry: patiently };
