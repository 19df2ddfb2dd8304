import type { Hash, Json, JsonObject } from './json.js';
import type { Effect } from './words.js';

/**
 * A value inside a planned call that does not exist yet when the plan is signed.
 * `$ref` is `<call id>.<path in its output>` of an earlier call of the same step; `$like` is a regular expression that
 * the whole string (or a number, as it is written) matches, and alone in a list it stands for one string or more.
 * `$each`, alone in a list, stands for one item or more, each of them like the template.
 */
export type Placeholder = { readonly $ref: string } | { readonly $like: string } | { readonly $each: JsonObject };

/** One AWS call as it will be made. `input` is literal but for placeholders; `id` is unique within the step. */
export type PlannedCall = {
  readonly id: string;
  readonly service: string;
  readonly operation: string;
  readonly target: string;
  readonly input: JsonObject;
};

/** How far the world may differ from what was signed without asking again. */
export type Deviations = {
  /** Calls of one template may be repeated for other resources of the same kind on the same target, up to this many in all. */
  readonly maxInterfaces?: number;
  /** What stood there before may be anything: it is recorded at apply and put back on release. */
  readonly anyPriorGroups?: boolean;
};

/** What the signature covers for one step; step ids are unique in a plan. Nothing volatile, nothing an attacker can toggle, is in here. */
export type SignedStep = {
  readonly step: string;
  readonly action: string;
  readonly effect: Effect;
  readonly blocking: boolean;
  readonly undo: boolean;
  /** `undo` puts an earlier step back. */
  readonly phase: 'apply' | 'undo';
  readonly target: string;
  readonly owner: string;
  readonly kind: string;
  readonly input: JsonObject;
  readonly calls: readonly PlannedCall[];
  readonly targetState: JsonObject;
  readonly deviations: Deviations;
  /** ARNs of what else the step takes out of service. */
  readonly victims: readonly string[];
  readonly reversible: boolean;
};

/** One thing a plan will break, or that a reader should know before signing. */
export type Breakage = {
  readonly severity: 'info' | 'warning' | 'danger';
  readonly message: string;
  readonly resources: readonly string[];
};

/** One line of "now → then". */
export type Difference = { readonly what: string; readonly now: string; readonly then: string };

/** What was read while planning: shown with its age and kept for apply and undo, but not signed. */
export type ObservedStep = {
  readonly at: string;
  readonly summary: string;
  readonly differences: readonly Difference[];
  readonly blastRadius: readonly Breakage[];
  readonly notCut: readonly string[];
  readonly notApplicable: readonly string[];
  /** The environment tag of the target, where the policy asks for it. */
  readonly environment?: string;
  /** The action's own facts: enough for its `apply`, `verify` and `undo`, in any later run. */
  readonly facts: Json;
};

/** The plan of one step. */
export type StepPlan = { readonly signed: SignedStep; readonly observed: ObservedStep };

/** The steps for one target inside a stage, in order. */
export type TrackPlan = {
  readonly target: string;
  readonly steps: readonly StepPlan[];
  /** What other runs have changed on the target and not put back: shown, not signed. */
  readonly stillChanged?: readonly Breakage[];
};

/** One stage: its tracks run in parallel. */
export type StagePlan = { readonly name: string; readonly tracks: readonly TrackPlan[] };

/** Everything that is planned and signed together. Stored under the SHA-256 of its canonical JSON. */
export type PlanDocument = {
  readonly v: 1;
  readonly case: string;
  readonly run: string;
  readonly playbook: string;
  readonly playbookVersion: string;
  readonly purpose: 'run' | 'release';
  readonly account: string;
  readonly region: string;
  /** Seconds for which what it changes is watched afterwards, and put right on the same signature. */
  readonly watch?: number;
  readonly stages: readonly StagePlan[];
};

/** A plan by its hashes: `root` is what people sign, `document` is where the whole text is kept. */
export type PlanReference = {
  readonly root: Hash;
  readonly document: Hash;
  readonly stages: readonly { readonly name: string; readonly hash: Hash }[];
};

/** Every step of a plan, in order. */
export const stepsIn = (document: PlanDocument): readonly StepPlan[] =>
  document.stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps));

/** The step of that id, if the plan has it. */
export const stepIn = (document: PlanDocument, id: string): StepPlan | undefined =>
  stepsIn(document).find(({ signed }) => signed.step === id);
