import type { CaseWord, StandingChange } from './case.js';
import type { CustodyBody } from './custody.js';
import type { DeploymentBody } from './deployment.js';
import type { Recorded } from './documents.js';
import type { Hash, Json, JsonObject } from './json.js';
import type { PlanReference } from './plan.js';
import type { Policy, ProofKind } from './policy.js';
import type { Assurance, RunState, Severity, Verdict } from './words.js';

/** A place where a run waits for people. `nonce` is signed into every decision on it. */
export type GateRecord = {
  readonly id: string;
  readonly kind: 'approval' | 'failure';
  readonly nonce: string;
  readonly openedAt: string;
  readonly expiresAt: string;
  /** The Temporal workflow that waits. */
  readonly workflowId: string;
  /** Seconds after which it is escalated, in order. */
  readonly escalations?: readonly number[];
};

/** What may be done of a plan before anybody else has signed it, on whose word, and until when it is to be ratified. */
export type StandingRecord = { readonly steps: readonly string[]; readonly person: string; readonly ratifyBy: string };

/** A seal as S3 keeps it: nobody can delete it before `retainUntil`, whoever they are. */
export type SealObject = {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly retainUntil: string;
};

/** Bodies of ledger entries, by kind. Each names its `run`. */
export type EntryBodies = {
  run:
    | {
        readonly run: string;
        readonly event: 'requested';
        readonly playbook: string;
        readonly playbookVersion: string;
        readonly severity: Severity;
        readonly title: string;
        readonly input: JsonObject;
        readonly requestedBy: string;
        readonly person: string;
        readonly policy: Policy;
        readonly policyHash: Hash;
        readonly account: string;
        readonly region: string;
        readonly signed: Recorded;
      }
    | {
        readonly run: string;
        readonly event: 'cancel-requested' | 'release-requested';
        readonly requestedBy: string;
        readonly person: string;
        readonly reason: string;
        readonly signed: Recorded;
        /** The id of the release that was asked for. */
        readonly release?: string;
      }
    | {
        readonly run: string;
        readonly event: 'escalated';
        readonly gate: string;
        /** Seconds that it had waited. */
        readonly after: number;
        readonly roles: readonly string[];
      }
    | {
        readonly run: string;
        /** The engine does not wait there any more: what a person was to decide has settled itself. */
        readonly event: 'withdrawn';
        readonly gate: string;
        readonly reason: string;
      }
    | {
        readonly run: string;
        readonly event: 'watch';
        readonly state: 'began' | 'ended';
        readonly until?: string;
        readonly reason?: string;
      }
    | {
        readonly run: string;
        readonly event: 'unratified';
        readonly gate: string;
        readonly reason: string;
      }
    | {
        readonly run: string;
        readonly event: 'state';
        readonly state: RunState;
        readonly reason?: string;
        readonly release?: string;
      };
  plan:
    | {
        readonly run: string;
        readonly event: 'planned';
        readonly plan: PlanReference;
        /** The list of what AWS answered while it was made: `PlanAnswers`. */
        readonly answers?: Hash;
        readonly release?: string;
        readonly gate: GateRecord;
        readonly summary: string;
        /** Why it is asked again, when it is. */
        readonly changes: readonly string[];
        readonly standing?: StandingRecord;
      }
    | {
        readonly run: string;
        readonly event: 'replanned';
        readonly plan: PlanReference;
        readonly answers?: Hash;
        readonly authority: Hash;
        readonly release?: string;
      };
  approval: {
    readonly run: string;
    readonly gate: string;
    readonly operator: string;
    readonly person: string;
    readonly decision: Verdict;
    readonly plan: Hash | null;
    readonly step: string | null;
    readonly reason: string;
    /** The roles that the person had then. */
    readonly roles: readonly string[];
    readonly proof: ProofKind;
    readonly signed: Recorded;
  };
  refusal: {
    readonly run: string;
    readonly gate: string | null;
    /** Who it says it is from; `proven` tells whether a signature bears that out. */
    readonly operator: string;
    readonly proven: boolean;
    readonly code: string;
    readonly reason: string;
    readonly plan: Hash | null;
    readonly signed: Recorded | null;
  };
  intent: {
    readonly run: string;
    readonly step: string;
    readonly call: string;
    readonly attempt: number;
    readonly service: string;
    readonly operation: string;
    readonly target: string;
    readonly input: Json;
    /** The root hash whose signatures allow the call. */
    readonly plan: Hash;
    /** An older attempt left no outcome: AWS was asked first what it did. */
    readonly reconciles?: number;
  };
  call: {
    readonly run: string;
    readonly step: string | null;
    /** The planned call, for changes. */
    readonly call: string | null;
    readonly service: string;
    readonly operation: string;
    readonly target: string;
    readonly input: Json;
    readonly requestId: string | null;
    readonly attempt: number;
    readonly outcome: 'ok' | 'error';
    readonly errorCode: string | null;
    readonly durationMs: number;
    /** What the call made, when it changed something: ids that later calls refer to. */
    readonly output?: Json;
  };
  outcome: {
    readonly run: string;
    readonly step: string;
    readonly state: 'applying' | 'applied' | 'failed' | 'skipped' | 'reconciled' | 'progress';
    readonly attempt: number;
    /** Change record: the action's output, and the plan it came from. */
    readonly output?: Json;
    readonly document?: Hash;
    readonly root?: Hash;
    readonly call?: string;
    readonly error?: { readonly code: string; readonly message: string; readonly hint: string | null };
    readonly gate?: GateRecord;
    readonly note?: string;
  };
  verification: {
    readonly run: string;
    readonly step: string;
    readonly assurance: Assurance;
    readonly holds: boolean;
    readonly since: string;
    readonly facts: readonly string[];
    readonly notCut: readonly string[];
  };
  undo: {
    readonly run: string;
    /** The step whose change is put back. */
    readonly step: string;
    readonly state: 'undoing' | 'undone' | 'undo-failed';
    readonly attempt: number;
    readonly facts: readonly string[];
    readonly error?: { readonly code: string; readonly message: string; readonly hint: string | null };
  };
  evidence: {
    readonly run: string;
    readonly step: string;
    readonly id: string;
    readonly evidenceKind: string;
    readonly source: string;
    readonly method: string;
    readonly location: string;
    readonly state: string;
    readonly collectedAt: string;
    /** SHA-256 of its bytes in hexadecimal, and how many there are; for a snapshot AWS has neither. */
    readonly sha256?: string;
    readonly bytes?: number;
    /** Where it is kept beside the ledger, when it is small enough to be. */
    readonly document?: Hash;
    /** What else vouches for it: tool and its hash, times, lock, hashes of parts. */
    readonly details?: JsonObject;
  };
  custody: CustodyBody;
  note: { readonly run: string; readonly text: string };
  /** What a person said about the case as a whole; `run` is the case's own id. */
  case: CaseWord & {
    readonly run: string;
    readonly requestedBy: string;
    readonly person: string;
    readonly reason: string;
    readonly signed: Recorded;
    /** What still stood when it was closed. */
    readonly standing?: readonly StandingChange[];
  };
  /** In the deployment chain alone. */
  deployment: DeploymentBody;
  /** Of the case as a whole; `run` is that of the newest entry it is about. */
  seal:
    | {
        readonly run: string;
        readonly event: 'sealed';
        /** How many entries, from the first on. */
        readonly size: number;
        /** The signed note, as it is kept. */
        readonly checkpoint: string;
        /** Where it is kept out of our own reach; null where no vault is configured. */
        readonly stored: SealObject | null;
      }
    | {
        readonly run: string;
        /** Not sealed: an older seal is not borne out by what the ledger holds now. */
        readonly event: 'refused';
        readonly size: number;
        readonly reason: string;
        /** The older seal, where there is one. */
        readonly against: string | null;
      };
};

export type EntryKind = keyof EntryBodies;

/** One line of a case's ledger. `hash` covers all but itself and `signature`; `prev` is the hash of the line before. */
export type Entry<K extends EntryKind = EntryKind> = {
  [P in K]: {
    readonly v: 1;
    readonly case: string;
    readonly seq: number;
    readonly at: string;
    readonly actor: string;
    readonly kind: P;
    readonly body: EntryBodies[P];
    readonly prev: Hash;
    readonly key: string;
    readonly hash: Hash;
    readonly signature: string;
  };
}[K];
