import type { StandingRecord } from './entries.js';
import type { Hash } from './json.js';
import type { Breakage, Difference, PlannedCall } from './plan.js';
import type { Factor, ProofKind } from './policy.js';
import type { Assurance, Effect, RunState, Severity, StepState, Verdict } from './words.js';

/** One decision on a gate, as shown. */
export type ApprovalView = {
  readonly operator: string;
  readonly decision: Verdict;
  readonly at: string;
  readonly proof: ProofKind;
  readonly plan: Hash | null;
  readonly reason: string;
};

/** One refused attempt to decide, as shown. */
export type RefusalView = {
  readonly operator: string;
  /** Whether it was really this operator: otherwise somebody used the name. */
  readonly proven: boolean;
  readonly code: string;
  readonly reason: string;
  readonly at: string;
};

/** A rule of the policy that a plan falls under: what it asks for, and what of that is missing. */
export type DemandView = {
  readonly rule: string;
  readonly need: readonly Factor[];
  readonly missing: readonly Factor[];
  readonly proofs: readonly ProofKind[];
};

/** Where a run waits, or waited, for people. One gate can stand before several stages. */
export type GateView = {
  readonly id: string;
  readonly kind: 'approval' | 'failure';
  /** `withdrawn`: it settled itself before anybody answered, and the run went on. */
  readonly state: 'waiting' | 'approved' | 'denied' | 'closed' | 'decided' | 'withdrawn';
  readonly policy: string;
  /** How many different people it takes at least, and the roles that count; `demands` says it exactly. */
  readonly needed: number;
  readonly roles: readonly string[];
  readonly demands: readonly DemandView[];
  /** What is done before anybody has signed here, and until when that is to be ratified. */
  readonly standing: StandingRecord | null;
  /** To which roles it was escalated. */
  readonly escalatedTo: readonly string[];
  readonly plan: Hash | null;
  readonly step: string | null;
  readonly approvals: readonly ApprovalView[];
  readonly refusals: readonly RefusalView[];
  readonly openedAt: string;
  readonly expiresAt: string;
  /** Why it is asked again, when it is. */
  readonly changes: readonly string[];
  /** Who asked for what is to be decided; this person cannot approve it. */
  readonly requestedBy: string;
  readonly requester: string;
  /** Why it was asked for, in that person's words. */
  readonly reason: string;
  readonly nonce: string;
  readonly workflowId: string;
};

/** One step, as shown. `attempt` counts how often it was begun. */
export type StepView = {
  readonly id: string;
  readonly action: string;
  readonly effect: Effect;
  readonly blocking: boolean;
  readonly reversible: boolean;
  readonly state: StepState;
  readonly attempt: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly summary: string;
  readonly progress: string | null;
  readonly verification: {
    readonly assurance: Assurance;
    readonly since: string;
    readonly holds: boolean;
    readonly facts: readonly string[];
    readonly notCut: readonly string[];
  } | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
};

/**
 * Targets to which a stage does the same, but for the names of things; everything else is as it is for the first of
 * them. A plan for many targets is read by these.
 */
export type ShapeView = {
  readonly targets: readonly string[];
  readonly summary: string;
  readonly calls: readonly PlannedCall[];
  readonly differences: readonly Difference[];
  readonly blastRadius: readonly Breakage[];
  readonly notCut: readonly string[];
  readonly notApplicable: readonly string[];
};

/** What a stage would do. `hash` is what people sign: it covers all stages that are signed together. */
export type PlanView = {
  readonly hash: Hash;
  readonly stageHash: Hash;
  readonly document: Hash;
  /** The list of what AWS answered while it was made; null where none was kept. */
  readonly answers: Hash | null;
  readonly plannedAt: string;
  readonly summary: string;
  readonly reversible: boolean;
  /** Seconds for which what it changes is watched afterwards; null when it is not. */
  readonly watch: number | null;
  /** Whether `firebreak release` has something to put back: not for what only collects or observes, nor for a release. */
  readonly undo: boolean;
  readonly calls: readonly PlannedCall[];
  readonly differences: readonly Difference[];
  readonly blastRadius: readonly Breakage[];
  readonly notCut: readonly string[];
  readonly notApplicable: readonly string[];
  /** The same by shape, the most dangerous first, then those of few targets. */
  readonly shapes: readonly ShapeView[];
};

export type StageState =
  'pending' | 'waiting' | 'running' | 'failed' | 'completed' | 'skipped' | 'denied' | 'cancelled';

/** One stage; a release is a stage too, named after its id. */
export type StageView = {
  readonly name: string;
  readonly state: StageState;
  readonly plan: PlanView;
  readonly gate: GateView | null;
  readonly tracks: readonly {
    readonly target: string;
    readonly state: StageState;
    readonly steps: readonly StepView[];
  }[];
};

/** Whether what the run changed is being watched. */
export const isWatched = ({ watch }: Pick<RunView, 'watch'>): boolean => watch?.endedAt === null;

/** One run, as lists show it. */
export type RunSummary = {
  readonly id: string;
  readonly case: string;
  readonly playbook: string;
  readonly playbookVersion: string;
  readonly state: RunState;
  readonly reason: string | null;
  readonly severity: Severity;
  readonly title: string;
  readonly requestedBy: string;
  readonly targets: readonly string[];
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly progress: { readonly done: number; readonly total: number };
  /** Since when, and why, what was done before anybody else had signed counts as not ratified; it never goes away. */
  readonly unratified: { readonly since: string; readonly reason: string } | null;
};

/** The watch over what a run changed. */
export type WatchView = {
  readonly since: string;
  readonly until: string;
  readonly endedAt: string | null;
  readonly reason: string | null;
};

/** One run in full. */
export type RunView = RunSummary & {
  readonly stages: readonly StageView[];
  /** Every gate, oldest first; failure gates stand here only. */
  readonly gates: readonly GateView[];
  readonly notes: readonly string[];
  readonly account: string;
  readonly region: string;
  readonly watch: WatchView | null;
  /** The newest release that was asked for. */
  readonly release: string | null;
  /** How it came to nothing, its id before it; null where it has not, and where an earlier one went through. */
  readonly releaseFailure: string | null;
};
