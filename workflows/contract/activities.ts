import type {
  CancelRequest,
  CaseDocument,
  FailureDecision,
  PlanDecision,
  ReleaseRequest,
  RunRequest,
  Signed,
} from './documents.js';
import type { GateRecord, StandingRecord } from './entries.js';
import type { Hash, Json, JsonObject } from './json.js';
import type { PlanReference } from './plan.js';
import type { GroupOfTargets, Scope, StageDefinition } from './playbook.js';
import type { Policy } from './policy.js';
import type { ReconcileRequest } from './reconciliation.js';
import type { Effect, RunState, Verdict } from './words.js';

/** A step as the engine carries it: names and flags, never the plan itself. */
export type StepReference = {
  readonly id: string;
  readonly action: string;
  readonly effect: Effect;
  readonly blocking: boolean;
  readonly phase: 'apply' | 'undo';
  readonly patience: 'seconds' | 'hours';
};

/** What was planned, in a size that fits history: the whole text is in the document store. */
export type PlannedStages = {
  readonly plan: PlanReference;
  /** The gate that was opened on it, when one was asked for. */
  readonly gate: GateRecord | null;
  /** What may be done of it before anybody has signed. */
  readonly standing: StandingRecord | null;
  readonly stages: readonly {
    readonly name: string;
    readonly changes: boolean;
    /** The steps are in here where they are few; else each track asks for its own. */
    readonly tracks: readonly { readonly target: string; readonly steps?: readonly StepReference[] }[];
  }[];
  /** What is not covered by the plan that was signed; empty when it may run. */
  readonly differences: readonly string[];
  /**
   * Steps of targets that moved since they were signed, or can no longer be planned, while others did not: they are left
   * out of this plan, which may run. Those of one group go on together.
   */
  readonly apart: readonly (readonly string[])[];
};

/** Which ledger and which part of it a call belongs to. */
export type RunReference = { readonly case: string; readonly run: string; readonly release?: string };

/** How a run begins: what was asked for, on whose proof, under which policy. */
export type OpenedRun = Scope & {
  readonly person: string;
  readonly policy: Policy;
  /** People outside are to be told. */
  readonly notifies: boolean;
  /** How many targets are worked on at once. */
  readonly parallel: number;
};

/** Something that people outside should hear of. */
export type Notice = RunReference & {
  readonly event: 'gate.opened' | 'gate.escalated' | 'run.unratified' | 'run.ended' | 'watch.reverted';
  readonly gate?: string;
  /** To whom it is escalated. */
  readonly to?: readonly string[];
  readonly state?: RunState;
  /** Which look of a watch it was. */
  readonly look?: number;
};

/** A change that does not hold any more, and the plan and signatures that it was made on. */
export type Reverted = {
  readonly step: StepReference;
  readonly stage: string;
  readonly target: string;
  /** What people signed. */
  readonly authority: PlanReference;
  /** The plan made from it that was carried out. */
  readonly document: Hash;
  /** Stands for what AWS reads now: another value, another state. */
  readonly reads: string;
};

/** Where to wait for approval. */
export type GateRequest = { readonly id: string; readonly workflowId: string };

/** The result of checking one signed document. A refusal is recorded, and is an answer, not an error. */
export type Decided = {
  readonly accepted: boolean;
  readonly code: string;
  readonly message: string;
  readonly verdict: Verdict | null;
  /** With it the gate is answered: enough people have approved, or a no ended it. */
  readonly settles: boolean;
};

/** The answer to a cancel or release request; `opened` says where and under which policy, when it was accepted. */
export type Requested = Decided & { readonly opened: OpenedRun | null };

/** One step to carry out, or to put back, from the plan `document` on the authority of `root`. */
export type StepTask = RunReference & {
  readonly step: string;
  readonly action: string;
  readonly root: Hash;
  readonly document: Hash;
  /** Attempts of this step made before this round: attempts only ever grow, so that an old one can be told apart. */
  readonly attemptBase: number;
};

/** What went wrong, and what to do about it. */
export type StepFailure = { readonly code: string; readonly message: string; readonly hint: string | null };

/** The engine's own activities: everything it remembers, and everything it asks of AWS as a whole. */
export type EngineActivities = {
  'run.open': (input: { readonly signed: Signed<RunRequest>; readonly playbookVersion: string }) => Promise<OpenedRun>;
  /** Where this deployment acts. */
  'run.scope': () => Promise<Scope>;
  /** Who is meant by a `principal`: its ARN as AWS has it, and the access key that led there. */
  'input.principal': (
    input: RunReference & { readonly principal: Json },
  ) => Promise<{ readonly arn: string; readonly accessKeyId: string | null }>;
  /**
   * The Auto Scaling groups that have these `instances`, each once. None where AWS does not let us know: a note says so,
   * and the run goes on.
   */
  'input.groups': (input: RunReference & { readonly instances: Json }) => Promise<readonly GroupOfTargets[]>;
  /** Begins to watch a run that is through, for as long as was signed. */
  'watch.begin': (input: RunReference) => Promise<{ readonly until: string }>;
  /**
   * Reads again what the run changed, and answers a part of what does not hold where that is much; or says why it is not
   * watched any more. `look` counts the looks. `known` are steps that need no answer while they read as they did.
   */
  'watch.look': (
    input: RunReference & { readonly look: number; readonly known: { readonly [step: string]: string } },
  ) => Promise<{ readonly over: string | null; readonly reverted: readonly Reverted[] }>;
  /** Plans steps that the run has changed as the world is now, as `plan.stages` does. */
  'watch.plan': (
    input: RunReference & {
      readonly steps: readonly string[];
      readonly seed: string;
      readonly gate?: GateRequest;
      readonly authority?: PlanReference;
      readonly changes?: readonly string[];
    },
  ) => Promise<PlannedStages>;
  'watch.ended': (input: RunReference & { readonly reason: string }) => Promise<void>;
  /** Puts on record that the gate waits for somebody else too, from now on; answers for whom. */
  'gate.escalate': (
    input: RunReference & { readonly gate: string; readonly after: number },
  ) => Promise<readonly string[]>;
  'notice.send': (notice: Notice) => Promise<void>;
  /** Puts on record that a notice could not be delivered. */
  'notice.lost': (notice: Notice) => Promise<void>;
  /** Puts on record, for ever, that what was done under standing authority was not ratified. */
  'run.unratified': (input: RunReference & { readonly gate: string; readonly reason: string }) => Promise<void>;
  /** Checks and records what a person says about a case. A refusal is on record, and is an answer. */
  'case.record': (input: {
    readonly signed: Signed<CaseDocument>;
  }) => Promise<Pick<Decided, 'accepted' | 'code' | 'message'>>;
  /** Holds the ledger against CloudTrail; answers where the `Reconciliation` is kept. */
  'audit.reconcile': (request: ReconcileRequest) => Promise<Hash>;
  'run.record': (input: RunReference & { readonly state: RunState; readonly reason?: string }) => Promise<void>;
  'run.request': (
    input: RunReference & { readonly signed: Signed<CancelRequest | ReleaseRequest | FailureDecision> },
  ) => Promise<Requested>;
  'plan.stages': (
    input: RunReference &
      Scope & {
        readonly playbook: string;
        readonly playbookVersion: string;
        readonly seed: string;
        readonly stages: readonly StageDefinition[];
        /** Ask people: open a gate on what is planned. */
        readonly gate?: GateRequest;
        /** Compare with what was signed: `differences` says what is not covered. */
        readonly authority?: PlanReference;
        readonly changes?: readonly string[];
        /** Nothing is parted from it: what moved has all of it asked for. */
        readonly whole?: boolean;
        /** Keep the text; ask nobody. */
        readonly preview?: boolean;
        /** Seconds for which it is watched afterwards. */
        readonly watch?: number;
      },
  ) => Promise<PlannedStages>;
  'plan.release': (
    input: RunReference &
      Scope & {
        /** Those that a person named; none, for all that there is to put back. */
        readonly steps: readonly string[];
        /** What is left of them, where the release is at work; what was put back meanwhile is left out of the plan. */
        readonly left?: readonly string[];
        readonly seed: string;
        readonly gate?: GateRequest;
        readonly authority?: PlanReference;
        readonly changes?: readonly string[];
        /** Nothing is parted from it: what moved has all of it asked for. */
        readonly whole?: boolean;
      },
  ) => Promise<PlannedStages>;
  /** The steps of one track of a plan. */
  'track.steps': (input: {
    readonly document: Hash;
    readonly stage: string;
    readonly target: string;
  }) => Promise<readonly StepReference[]>;
  'gate.decide': (
    input: RunReference & {
      /** The id of the gate that waits; everything else about it is read from the ledger. */
      readonly gate: string | null;
      readonly signed: Signed<PlanDecision | FailureDecision>;
    },
  ) => Promise<Decided>;
  'step.failed': (
    input: RunReference & {
      readonly step: string;
      readonly undoing: boolean;
      readonly failure: StepFailure;
      readonly gate: GateRequest | null;
    },
  ) => Promise<{ readonly gate: GateRecord | null }>;
  'step.skipped': (input: RunReference & { readonly step: string; readonly reason: string }) => Promise<void>;
  'lock.holder': (input: {
    readonly workflowId: string;
  }) => Promise<{ readonly holder: string | null; readonly since: string | null }>;
  /**
   * Waits until nobody holds the lock any more, and withdraws the failure gate at which a track waits for it; `withdrawn`
   * is false when a person has answered there before.
   */
  'lock.awaited': (
    input: RunReference & { readonly workflowId: string; readonly gate: string },
  ) => Promise<{ readonly withdrawn: boolean }>;
};

/** Every registered action has these three, named `<action>.<phase>`. */
export type ActionActivities = {
  readonly apply: (task: StepTask) => Promise<JsonObject>;
  readonly verify: (task: StepTask) => Promise<{ readonly holds: boolean; readonly facts: readonly string[] }>;
  readonly undo: (task: StepTask) => Promise<{ readonly facts: readonly string[] }>;
};
