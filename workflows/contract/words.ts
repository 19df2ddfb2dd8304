/** The closed vocabularies of the product: one word per thing, the same in code, JSON and on screen. */

export const severities = ['P1', 'P2', 'P3', 'P4'] as const;
/** How urgent a case is; P1 is the most urgent. */
export type Severity = (typeof severities)[number];

export const runStates = [
  'planning',
  'waiting',
  'running',
  'failed-step',
  'releasing',
  'completed',
  'released',
  'denied',
  'cancelled',
  'failed',
] as const;
/** Where a run stands; the last five are final, except that a release may follow a final state. */
export type RunState = (typeof runStates)[number];

/** Whether no workflow is at work for the run any more. */
export const isFinal = (state: RunState): boolean =>
  state === 'completed' || state === 'released' || state === 'denied' || state === 'cancelled' || state === 'failed';

export type StepState =
  | 'pending'
  | 'planned'
  | 'applying'
  | 'applied'
  | 'verified'
  | 'failed'
  | 'skipped'
  | 'undoing'
  | 'undone'
  | 'undo-failed';

/** `observe` only reads, `collect` makes evidence, `change` alters what is under attack. */
export type Effect = 'observe' | 'collect' | 'change';

/** What is known of a change: asked for, read back as planned, or quiet in the logs since a time. */
export type Assurance = 'requested' | 'configured' | 'quiet';

export const failureChoices = ['retry', 'skip', 'abort', 'release'] as const;
/** The four answers to a failure gate. */
export type FailureChoice = (typeof failureChoices)[number];

/** What a person can say at a gate. */
export type Verdict = 'approve' | 'deny' | FailureChoice;
