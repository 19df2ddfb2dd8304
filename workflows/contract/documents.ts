import type { CaseWord, Finding } from './case.js';
import type { CustodyAct } from './custody.js';
import type { Hash, JsonObject } from './json.js';
import type { FailureChoice, Severity } from './words.js';

/** The SSHSIG namespace of every document an operator signs: a signature made for anything else never fits. */
export const signatureNamespace = 'firebreak.operator.v1';

type Base = {
  readonly v: 1;
  readonly operator: string;
  readonly case: string;
  /** The run it is about; of a word on the case as a whole, the case once more. */
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
  /** What was reported and is answered by it. */
  readonly findings?: readonly Finding[];
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

/** "Put this on the record of the case." */
export type CaseDocument = Base & { readonly kind: 'case'; readonly word: CaseWord };

/**
 * "Verify this evidence", or "hand it out to me". `run` is the request's own id, `reason` its purpose; `evidence` empty
 * means all of the case.
 */
export type CustodyRequest = Base & {
  readonly kind: 'custody';
  readonly act: CustodyAct;
  readonly evidence: readonly string[];
  /** By which alone what is handed out can be read: a fresh X25519 public key, 32 bytes in base64url. */
  readonly publicKey: string | null;
};

/** What an operator can put a name to. The signature is over its RFC 8785 canonical form. */
export type OperatorDocument =
  RunRequest | PlanDecision | FailureDecision | CancelRequest | ReleaseRequest | CaseDocument | CustodyRequest;

/** A document and the armored SSHSIG over it: it can be verified anywhere, for ever. */
export type SshSigned<T extends OperatorDocument = OperatorDocument> = {
  readonly document: T;
  readonly signature: string;
};

/**
 * A Signature Version 4 over the request that asks AWS STS who signs, with the document's hash among its headers. What
 * else the request has is constant. Only AWS can check it, and only within minutes of `date`.
 */
export type AwsProof = {
  readonly region: string;
  /** `YYYYMMDDTHHMMSSZ`, as in `x-amz-date`. */
  readonly date: string;
  readonly accessKeyId: string;
  /** Of temporary credentials. Nothing can be signed with it alone. */
  readonly sessionToken?: string;
  /** 64 hexadecimal digits. */
  readonly signature: string;
};

/** A document and the AWS proof of it. */
export type AwsSigned<T extends OperatorDocument = OperatorDocument> = { readonly document: T; readonly aws: AwsProof };

/** A document with what proves whose word it is, as it is handed in. */
export type Signed<T extends OperatorDocument = OperatorDocument> = SshSigned<T> | AwsSigned<T>;

/** What AWS answered when it was shown a proof. `at` is the worker's clock, `requestId` joins it to CloudTrail. */
export type AwsCheck = {
  readonly account: string;
  /** With the name of the session, which is nobody's name. */
  readonly arn: string;
  /** Other than an ARN, it is never given to another user or role. */
  readonly userId: string;
  readonly requestId: string;
  readonly at: string;
};

/**
 * What the ledger keeps of an AWS proof: not the signature, which proves nothing later, and not the token. `checked` is
 * the word of the worker that signs the entry; null in refusals only, when AWS said nothing of the kind.
 */
export type AwsRecord = Pick<AwsProof, 'region' | 'date' | 'accessKeyId'> & { readonly checked: AwsCheck | null };

/** A document with its proof, as it stands in the ledger. */
export type Recorded<T extends OperatorDocument = OperatorDocument> =
  SshSigned<T> | { readonly document: T; readonly aws: AwsRecord };
