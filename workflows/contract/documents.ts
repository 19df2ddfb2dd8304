import type { Hash, JsonObject } from './json.js';
import type { FailureChoice, Severity } from './words.js';

/** The SSHSIG namespace of every document an operator signs: a signature made for anything else never fits. */
export const signatureNamespace = 'firebreak.operator.v1';

type Base = {
  readonly v: 1;
  readonly operator: string;
  readonly case: string;
  readonly run: string;
  readonly reason: string;
  /** One-time value: of the gate for decisions, of the client for requests. */
  readonly nonce: string;
  readonly at: string;
};

/** "Start this playbook with this input." */
export type RunRequest = Base & {
  readonly kind: 'run';
  readonly playbook: string;
  readonly severity: Severity;
  readonly title: string;
  readonly input: JsonObject;
};

/** "I have read this plan: go" or "no". `plan` is the root hash. */
export type PlanDecision = Base & {
  readonly kind: 'decision';
  readonly plan: Hash;
  readonly decision: 'approve' | 'deny';
};

/** An answer to a failure gate. */
export type FailureDecision = Base & {
  readonly kind: 'failure';
  readonly step: string;
  readonly decision: FailureChoice;
};

/** "Stop after the change in flight and keep what was done." */
export type CancelRequest = Base & { readonly kind: 'cancel' };

/** "Plan putting back what this run changed"; `steps` empty means all of it. */
export type ReleaseRequest = Base & { readonly kind: 'release'; readonly steps: readonly string[] };

/** What an operator can put a name to. The signature is over its RFC 8785 canonical form. */
export type OperatorDocument = RunRequest | PlanDecision | FailureDecision | CancelRequest | ReleaseRequest;

/** A document and the armored SSHSIG over it. */
export type Signed<T extends OperatorDocument = OperatorDocument> = {
  readonly document: T;
  readonly signature: string;
};
