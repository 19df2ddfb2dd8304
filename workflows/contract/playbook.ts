import type { JsonObject } from './json.js';

/** One input of a playbook, as data: the form, the JSON Schema and the check all come from it. */
export type PlaybookInput = {
  readonly name: string;
  readonly title: string;
  /**
   * `instances`: one EC2 instance id (or its ARN), or several separated by commas. `principal`: an access key id, or
   * `user/NAME`, `role/NAME` or the ARN of one. `choice`: one of `options`, the first unless another is chosen.
   */
  readonly kind: 'instances' | 'principal' | 'choice' | 'text';
  readonly required: boolean;
  /** Another name that commands take it under. */
  readonly also?: string;
  readonly options?: readonly string[];
  /** With `instances`: AWS is asked which Auto Scaling groups have them, as `GroupOfTargets`; they stand beside it under this name. */
  readonly beside?: 'autoScalingGroups';
};

/** An Auto Scaling group, by its ARN, and those of a run's instances that it had when the run began. */
export type GroupOfTargets = { readonly arn: string; readonly instanceIds: readonly string[] };

/** One action applied to one target, before it is planned. */
export type StepDefinition = { readonly id: string; readonly action: string; readonly input: JsonObject };

/** The steps for one target, in order. `target` is an ARN. */
export type TrackDefinition = { readonly target: string; readonly steps: readonly StepDefinition[] };

/** A part of a playbook. `changes` says whether its tracks hold their target's change lock. */
export type StageDefinition = {
  readonly name: string;
  readonly changes: boolean;
  readonly tracks: readonly TrackDefinition[];
};

/** Where a run acts. */
export type Scope = { readonly account: string; readonly region: string };

/** How a run stays after it is through: it reads again every so many seconds, for so many seconds. */
export type PlaybookWatch = { readonly every: number; readonly for: number };

/** A named response. Everything but `stages` is data that any room may show. */
export type Playbook = {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly inputs: readonly PlaybookInput[];
  /** What it changed is watched afterwards. */
  readonly watch?: PlaybookWatch;
  /** Stage names with the actions each uses, in order: for the catalogue, and checked against `stages` by a test. */
  readonly outline: readonly { readonly stage: string; readonly actions: readonly string[] }[];
  /** Pure: the same input and scope give the same stages. */
  readonly stages: (input: JsonObject, scope: Scope) => readonly StageDefinition[];
};
