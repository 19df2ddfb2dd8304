import { expect } from '@jest/globals';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { catalogue } from '../../../activities/catalogue.js';
import { failureTypes } from '../../../workflows/contract/failures.js';
import type { Fault, FaultOrder } from '../../../sandbox/faults/order.js';
import { carry } from '../fixtures/carry.js';
import type { Act, Way } from './play.js';
import type { Mishap } from './scene.js';

const RELEASE = 'release-1';
const permissionsOf = (action: string): readonly string[] =>
  catalogue.find(({ name }) => name === action)?.permissions ?? [];

/**
 * Whether a call is one on the account under attack. The others are on the vault: S3 shows at once what it has done
 * ("Amazon S3 data consistency model", Amazon S3 User Guide).
 */
export const isShownLate = (action: string, call: string): boolean =>
  permissionsOf(action).some((permission) => permission.endsWith(`:${call}`));

const order = (act: Act, operation: string, fault: Omit<FaultOrder, 'match'>, match: FaultOrder['match'] = {}) =>
  act.office.aws.admin.addFault({
    match: { operation, ...(act.mark && { inputIncludes: act.mark }), ...match },
    ...fault,
  });

const begin = ({ office, signed: { job, planned }, action, phase }: Act, number: number) =>
  office.begin(job, planned, action, phase, number, phase === 'undo' ? RELEASE : undefined);

const attempt = (act: Act, number: number): Promise<unknown> => begin(act, number).done;

/** What takes hours waits for hours: Temporal tells an attempt that was replaced at its next heartbeat. */
const isPatient = ({ action }: Act): boolean => catalogue.find(({ name }) => name === action)?.patience === 'hours';

const failureOf = async (work: Promise<unknown>): Promise<ApplicationFailure | null> => {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
};

/** Each of its calls meets this once: what stands in between is tried again, as Temporal would. */
export const meeting =
  ([, fault, type]: Mishap): Way =>
  async (act) => {
    const { office, signed, action, phase, operations } = act;
    const ordered: Fault[] = [];
    for (const operation of operations) ordered.push(await order(act, operation, fault));
    const failures = await carry(office, signed, action, phase);
    if (operations.length > 0) expect(failures).toContain(type);
    const hits = (await office.aws.admin.faults()).filter(({ id }) => ordered.some((one) => one.id === id));
    expect(hits.map((fault) => [fault.match.operation, fault.hits])).toEqual(operations.map((one) => [one, 1]));
    return 'once';
  };

/** Each of its calls is denied once: that is not tried again but said, and goes on when a person says so. */
export const denied: Way = async (act) => {
  for (const operation of act.operations) await order(act, operation, { kind: 'denied' });
  const told: string[] = [];
  for (let number = 1; ; number += 1) {
    const failure = await failureOf(attempt(act, number));
    if (failure === null) break;
    expect(failure).toMatchObject({ type: failureTypes.denied, nonRetryable: true });
    told.push(String(failure.details?.join('\n')));
  }
  const asked = permissionsOf(act.action);
  const missing = act.operations.map((operation) => asked.find((one) => one.endsWith(`:${operation}`)) ?? operation);
  expect(told).toEqual(missing.map((permission) => expect.stringContaining(`Allow ${permission} `)));
  return 'once';
};

const earlier = ({ calls }: Act, index: number): number =>
  calls.slice(0, index).filter((one) => one === calls[index]).length;

/**
 * An attempt that AWS answers no more once the call has its effect: the worker may be dead, or only frozen. The number of
 * the attempt is the first, or a later one where the first never comes to the call.
 */
const frozenAfter = async (act: Act, first: number, operation: string, after: number) => {
  const { office } = act;
  const { admin } = office.aws;
  const fault: Fault = await order(act, operation, { kind: 'hang-after-effect' }, { after });
  for (let number = first; ; number += 1) {
    const { done, stop } = begin(act, number);
    const ended = failureOf(done).then(
      (failure) => failure?.type ?? 'done',
      (error: unknown) => {
        if (error instanceof CancelledFailure) return 'stopped';
        throw error;
      },
    );
    const early = await Promise.race([admin.untilHit(fault.id, 60_000), ended]);
    // The process wakes up: a newer attempt is done by now, and it may change nothing any more.
    const wake = async (): Promise<void> => {
      await admin.release(fault.id);
      if (isPatient(act)) stop();
      const ends = ['done', failureTypes.fenced, failureTypes.unavailable, ...(isPatient(act) ? ['stopped'] : [])];
      expect(ends).toContain(await ended);
    };
    if (typeof early !== 'string') {
      office.replaceWorker();
      return { next: number + 1, wake };
    }
    expect([operation, early]).toEqual([operation, failureTypes.unavailable]);
  }
};

/** The worker dies after the call at `index` had its effect; the next one finishes, and then the first wakes up. */
export const killedAfter =
  (index: number): Way =>
  async (act) => {
    const { office, signed, action, phase, calls } = act;
    const { next, wake } = await frozenAfter(act, 1, calls[index] ?? '', earlier(act, index));
    await carry(office, signed, action, phase, next);
    await wake();
    return 'once';
  };

/** How many answers of each read are behind. */
const behind = 2;

/**
 * The call at `index` is cut off on its way, then has its effect and no answer; and what AWS shows after that is at
 * first what was before.
 */
export const shownLate =
  (index: number): Way =>
  async (act) => {
    const { office, signed, action, phase, calls } = act;
    const operation = calls[index] ?? '';
    await order(act, operation, { kind: 'cut-before-effect' }, { after: earlier(act, index) });
    expect(await failureOf(attempt(act, 1))).toMatchObject({ type: failureTypes.unavailable });
    const { next, wake } = await frozenAfter(act, 2, operation, 0);
    const reads = permissionsOf(action).flatMap((one) => /:((?:Describe|Get|List)\w+)$/.exec(one)?.[1] ?? []);
    for (const read of reads) await order(act, read, { kind: 'stale-read' }, { times: behind });
    await carry(office, signed, action, phase, next);
    await wake();
    return 'again';
  };
