import { hasEnded, type CommandRecord, type InvocationRecord, type StepResult } from './records.js';

/** A status and its details, as AWS shows both. */
export type Outcome = { readonly status: InvocationRecord['status']; readonly details: string };

/** `MaxErrors` and `MaxConcurrency`: a number, or a percentage of the targets. */
export const limitOf = (text: string, targets: number): number =>
  text.endsWith('%') ? Math.floor((Number(text.slice(0, -1)) * targets) / 100) : Number(text);

/** How many failed in the way that counts against MaxErrors: on the host, not on the way to it. */
export const errorsOf = (invocations: readonly InvocationRecord[]): number =>
  invocations.filter(({ details }) => details === 'Failed' || details === 'ExecutionTimedOut').length;

/** What an invocation comes to when its steps ended like this: the worst of them. */
export const outcomeOf = (steps: readonly StepResult[]): Outcome => {
  const worst = (['Cancelled', 'TimedOut', 'Failed'] as const)
    .map((status) => steps.find((step) => step.status === status))
    .find((step) => step !== undefined);
  return worst ?? { status: 'Success', details: 'Success' };
};

/**
 * What a command comes to ("Understanding command statuses", Systems Manager User Guide): what its copies did, and how
 * much of that MaxErrors forgives.
 */
export const commandOutcome = (command: CommandRecord, all: readonly InvocationRecord[]): Outcome => {
  const has = (details: string): number => all.filter((one) => one.details === details).length;
  if (!all.every(hasEnded)) {
    if (command.cancelled) return { status: 'Cancelling', details: 'Cancelling' };
    const untouched = all.every(({ status }) => status === 'Pending' || status === 'Delayed');
    if (!untouched) return { status: 'InProgress', details: 'InProgress' };
    return { status: 'Pending', details: has('Delayed') > 0 ? 'Delayed' : 'Pending' };
  }
  const limit = Math.max(1, limitOf(command.maxErrors, all.length));
  if (has('Cancelled') > 0) return { status: 'Cancelled', details: 'Cancelled' };
  if (has('Success') + has('Undeliverable') === all.length && has('Success') > 0)
    return { status: 'Success', details: 'Success' };
  if (errorsOf(all) >= limit)
    return has('Failed') === 0
      ? { status: 'TimedOut', details: 'ExecutionTimedOut' }
      : { status: 'Failed', details: 'Failed' };
  if (has('DeliveryTimedOut') >= limit) return { status: 'TimedOut', details: 'DeliveryTimedOut' };
  return { status: 'Failed', details: 'Incomplete' };
};
