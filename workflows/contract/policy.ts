import type { Effect, Severity } from './words.js';

export const proofKinds = ['ssh', 'ssh-sk', 'aws'] as const;
/**
 * How a person proves who signs: any SSH key; a security key that was touched and asked for its PIN or finger; or AWS
 * says whose credentials signed.
 */
export type ProofKind = (typeof proofKinds)[number];

/** What a rule takes unless it says otherwise: in an incident of an AWS account, its identities are under suspicion. */
export const usualProofs: readonly ProofKind[] = ['ssh', 'ssh-sk'];

/** So many different people with one of the roles. */
export type Factor = { readonly count: number; readonly roles: readonly string[] };

/** What a rule looks at. Every condition that is there must fit, each by one of its values. */
export type Conditions = {
  readonly effect?: readonly Effect[];
  readonly action?: readonly string[];
  readonly playbook?: readonly string[];
  readonly severity?: readonly Severity[];
  readonly account?: readonly string[];
  /** Values of the target's environment tag. Whoever holds the account can write it, so it can only add a rule. */
  readonly environment?: readonly string[];
  readonly reversible?: boolean;
};

export const denials = ['ends', 'outweighed'] as const;
/** What one no does: it ends the gate; or it asks for one approval more. */
export type Denial = (typeof denials)[number];

/** Who is told when a gate has waited so many seconds; from then on they count for every factor of the rule. */
export type Escalation = { readonly after: number; readonly roles: readonly string[] };

/** Who may act before anybody else has signed, and how many seconds somebody else then has to ratify it. */
export type Standing = { readonly roles: readonly string[]; readonly ratifyWithin: number };

/** Who must agree to the steps that it fits. */
export type Rule = {
  readonly name: string;
  readonly when: Conditions;
  /** All of them, each by people of its own: nobody counts twice within one rule. */
  readonly need: readonly Factor[];
  readonly proofs: readonly ProofKind[];
  readonly denial: Denial;
  /** Seconds until a gate that waits by this rule expires. */
  readonly expiresAfter: number;
  /** In the order of time. */
  readonly escalate: readonly Escalation[];
  readonly standing: Standing | null;
};

/**
 * Who must agree before a plan runs; pinned into the ledger when the run starts. The first rule without an environment
 * that fits a step counts for it, and the first with one besides. The last rule fits everything.
 */
export type Policy = {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** The key of the tag whose value is a target's environment. */
  readonly environmentTag: string;
};

/** A person who may act, and what proves it. People are compared by `person`, never by key or name. */
export type Operator = {
  readonly name: string;
  readonly person: string;
  readonly roles: readonly string[];
  /** OpenSSH public keys, one `[options] type base64` line each, as in an allowed_signers file without the principal. */
  readonly keys: readonly string[];
  /** ARNs of the users and roles that are this person alone, for AWS proofs. */
  readonly principals?: readonly string[];
};
