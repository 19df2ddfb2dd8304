import type { CaseView } from '../../../workflows/contract/case-views.js';
import type { SealObject } from '../../../workflows/contract/entries.js';
import type { Hash } from '../../../workflows/contract/json.js';
import type { ProofKind } from '../../../workflows/contract/policy.js';
import type { GateView, RunSummary } from '../../../workflows/contract/views.js';
import type { Effect, StepState, Verdict } from '../../../workflows/contract/words.js';
import type { EvidenceItem } from '../../evidence/item.js';

/** What verification of the case's ledger found. */
export type Verified = {
  readonly ok: boolean;
  readonly entries: number;
  readonly firstBad: { readonly seq: number; readonly reason: string } | null;
  /** How many seals hold; what is wrong with those that are none. */
  readonly seals: number;
  readonly badSeals: readonly string[];
  /** Decisions that rest on what AWS told the worker once. */
  readonly attested: number;
  /** The ids of the keys that signed. */
  readonly keys: readonly string[];
};

/** One decision, and the entry that holds what was signed. */
export type DecisionReport = {
  readonly operator: string;
  readonly person: string;
  readonly decision: Verdict;
  readonly proof: ProofKind;
  readonly at: string;
  readonly reason: string;
  readonly ref: string;
};

/** A place where people were asked. */
export type GateReport = Pick<
  GateView,
  'id' | 'kind' | 'state' | 'plan' | 'step' | 'openedAt' | 'expiresAt' | 'requestedBy'
> & {
  readonly decisions: readonly DecisionReport[];
};

/** One step: what was done to what, how it is known, and by whose word. */
export type ActionReport = {
  readonly step: string;
  readonly action: string;
  readonly effect: Effect;
  readonly blocking: boolean;
  readonly reversible: boolean;
  readonly isRelease: boolean;
  readonly target: string;
  readonly state: StepState;
  /** When AWS first showed that it holds; else when it ended. */
  readonly at: string | null;
  readonly assurance: string | null;
  readonly isStanding: boolean;
  readonly error: string | null;
  /** The changing AWS calls that went through, by AWS's own ids of the requests. */
  readonly calls: readonly { readonly operation: string; readonly requestId: string | null }[];
  /** The gate that its plan was put to people at. */
  readonly gate: string | null;
};

/** One run. */
export type RunReport = Pick<
  RunSummary,
  | 'id'
  | 'playbook'
  | 'playbookVersion'
  | 'state'
  | 'reason'
  | 'severity'
  | 'title'
  | 'requestedBy'
  | 'targets'
  | 'startedAt'
  | 'endedAt'
  | 'unratified'
> & {
  readonly account: string;
  readonly region: string;
  /** Why it was asked for, and how that was proven. */
  readonly why: string;
  readonly proof: 'ssh' | 'aws';
  readonly ref: string;
  readonly releasedAt: string | null;
  readonly gates: readonly GateReport[];
  readonly actions: readonly ActionReport[];
};

/** Something that is left to do or to know; the same of many targets is one. */
export type FollowUp = {
  readonly kind:
    | 'evidence-differs'
    | 'not-sealed'
    | 'unratified'
    | 'not-holding'
    | 'failed'
    | 'waiting'
    | 'skipped'
    | 'not-locked'
    | 'not-cut'
    | 'note';
  readonly what: string;
  readonly run: string | null;
  readonly targets: readonly string[];
  /** What to type next, where a command helps. */
  readonly command: string | null;
};

/** A refused attempt to decide or to ask. */
export type RefusalReport = {
  readonly at: string;
  readonly operator: string;
  readonly proven: boolean;
  readonly code: string;
  readonly reason: string;
  readonly run: string | null;
  readonly ref: string;
};

/** The newest seal of a case. */
export type SealReport = {
  readonly at: string;
  readonly size: number;
  readonly ref: string;
  readonly stored: SealObject | null;
  /** Entries since. */
  readonly after: number;
};

/** The report on a case, whole: every format is made of this, and JSON is this. Its texts may be an attacker's. */
export type Report = {
  readonly v: 1;
  readonly at: string;
  readonly case: CaseView;
  readonly verified: Verified;
  readonly head: { readonly seq: number; readonly hash: Hash; readonly key: string } | null;
  readonly seal: SealReport | null;
  readonly runs: readonly RunReport[];
  readonly evidence: readonly EvidenceItem[];
  readonly followUps: readonly FollowUp[];
  readonly refusals: readonly RefusalReport[];
  /** What this report cannot show, and why. */
  readonly limits: readonly string[];
};
