import type { z } from 'zod';
import type { Json, JsonObject } from '../workflows/contract/json.js';
import type { Breakage, Deviations, Difference, PlannedCall } from '../workflows/contract/plan.js';
import type { Assurance, Effect } from '../workflows/contract/words.js';
import type { Aws } from './aws/aws.js';

/** What an action would do now: the part that is signed, and the part that is only shown. */
export type Planned<Facts extends Json = Json> = {
  readonly owner: string;
  /** The kind of target, in AWS's word: `instance`, `role`, … */
  readonly kind: string;
  readonly calls: readonly PlannedCall[];
  readonly targetState: JsonObject;
  readonly deviations?: Deviations;
  readonly victims?: readonly string[];
  readonly reversible: boolean;
  readonly summary: string;
  readonly differences?: readonly Difference[];
  readonly blastRadius?: readonly Breakage[];
  readonly notCut?: readonly string[];
  readonly notApplicable?: readonly string[];
  /** All that `apply`, `verify` and `undo` need to know of the world before; durable before the first write. */
  readonly facts: Facts;
};

/** What AWS reads back. `holds: false` names in `facts` what does not hold yet. */
export type Verification = {
  readonly assurance: Assurance;
  readonly holds: boolean;
  readonly facts: readonly string[];
  readonly notCut: readonly string[];
};

/** A planned step as its action sees it again later: parsed, in any later run or version. */
export type PlanOf<Input, Facts> = {
  readonly input: Input;
  readonly target: string;
  readonly calls: readonly PlannedCall[];
  readonly facts: Facts;
  readonly notCut: readonly string[];
};

/** The change that a release puts back, from the ledger: enough even when applying it never came to its end. */
export type ChangeRecord<Input, Facts, Output> = {
  readonly plan: PlanOf<Input, Facts>;
  /** What applying it answered, or null. */
  readonly output: Output | null;
  /** What it kept before its first write, or null. */
  readonly kept: Json;
  /** What its calls answered, by call id. */
  readonly answers: { readonly [call: string]: Json };
};

/** Where a step stands and what it may use as its own opaque marks in AWS. */
export type PlanContext = {
  readonly step: string;
  readonly target: string;
  /** Random, stable for the run and the step, meaningless to whoever reads it in the account. */
  readonly nonce: string;
};

/** How an action is put back. `plan` throws a refusal when the resource moved since; `apply` is idempotent. */
export type Undo<Input, Facts extends Json, Output extends Json, UndoFacts extends Json> = {
  readonly facts: z.ZodType<UndoFacts>;
  /** Whether applying it left something that stands, to be put back or relied on; without it, it always did. */
  readonly stands?: (output: Output | null) => boolean;
  /** Whether it is put back only when the step is named in the release: bringing it back is a decision of its own. */
  readonly onlyWhenNamed?: (output: Output | null) => boolean;
  readonly plan: (
    aws: Aws,
    record: ChangeRecord<Input, Facts, Output>,
    context: PlanContext,
  ) => Promise<Planned<UndoFacts>>;
  /** Answers what AWS reads back afterwards, one sentence per fact. */
  readonly apply: (aws: Aws, plan: PlanOf<Input, UndoFacts>) => Promise<readonly string[]>;
};

/** One thing done to AWS. Everything AWS or a person hands in is parsed by the schemas before it is used. */
export type Action<
  Input extends JsonObject = JsonObject,
  Facts extends Json = Json,
  Output extends Json = Json,
  UndoFacts extends Json = Json,
> = {
  readonly name: string;
  readonly title: string;
  readonly effect: Effect;
  /** Whether its failure stops the run at a gate; otherwise it leaves a red line and the run goes on. */
  readonly blocking: boolean;
  readonly input: z.ZodType<Input>;
  readonly facts: z.ZodType<Facts>;
  readonly output: z.ZodType<Output>;
  /** IAM actions it needs in any phase. Where the worker has a role, it acts in a session that can do these and no more. */
  readonly permissions: readonly string[];
  /** How long one attempt may take; a long one beats its heart all the while. */
  readonly patience?: 'seconds' | 'hours';
  /** Reading it back takes calls of its own for each target: of many targets, a watch reads a few in each look. */
  readonly readsAlone?: boolean;
  readonly plan: (aws: Aws, input: Input, context: PlanContext) => Promise<Planned<Facts>>;
  readonly apply: (aws: Aws, plan: PlanOf<Input, Facts>) => Promise<Output>;
  readonly verify: (aws: Aws, plan: PlanOf<Input, Facts>, output: Output) => Promise<Verification>;
  readonly undo?: Undo<Input, Facts, Output, UndoFacts>;
};

/** An action with its types forgotten, as the catalogue and the engine hold it. */
export type AnyAction = Omit<Action, 'apply' | 'verify' | 'plan' | 'undo' | 'input' | 'facts' | 'output'> & {
  readonly plan: (aws: Aws, input: unknown, context: PlanContext) => Promise<Planned>;
  readonly apply: (aws: Aws, plan: PlanOf<unknown, unknown>) => Promise<Json>;
  readonly verify: (aws: Aws, plan: PlanOf<unknown, unknown>, output: unknown) => Promise<Verification>;
  readonly undo?: {
    readonly stands: (output: unknown) => boolean;
    readonly onlyWhenNamed: (output: unknown) => boolean;
    readonly plan: (
      aws: Aws,
      record: ChangeRecord<unknown, unknown, unknown>,
      context: PlanContext,
    ) => Promise<Planned>;
    readonly apply: (aws: Aws, plan: PlanOf<unknown, unknown>) => Promise<readonly string[]>;
  };
};

/**
 * Defines an action: inside it everything is typed, outside it takes what storage and history hand it,
 * and parses that with the action's own schemas first.
 */
export const action = <Input extends JsonObject, Facts extends Json, Output extends Json, UndoFacts extends Json>(
  definition: Action<Input, Facts, Output, UndoFacts>,
): AnyAction => {
  const { input, facts, output, undo } = definition;
  const parsed = (plan: PlanOf<unknown, unknown>): PlanOf<Input, Facts> => ({
    ...plan,
    input: input.parse(plan.input),
    facts: facts.parse(plan.facts),
  });
  return {
    name: definition.name,
    title: definition.title,
    effect: definition.effect,
    blocking: definition.blocking,
    permissions: definition.permissions,
    ...(definition.patience && { patience: definition.patience }),
    ...(definition.readsAlone && { readsAlone: definition.readsAlone }),
    plan: (aws, value, context) => definition.plan(aws, input.parse(value), context),
    apply: (aws, plan) => definition.apply(aws, parsed(plan)),
    verify: (aws, plan, answer) => definition.verify(aws, parsed(plan), output.parse(answer)),
    ...(undo && {
      undo: {
        stands: (answer) => undo.stands?.(answer === null ? null : output.parse(answer)) ?? true,
        onlyWhenNamed: (answer) => undo.onlyWhenNamed?.(answer === null ? null : output.parse(answer)) ?? false,
        plan: (aws, record, context) =>
          undo.plan(
            aws,
            {
              plan: parsed(record.plan),
              output: record.output === null ? null : output.parse(record.output),
              kept: record.kept,
              answers: record.answers,
            },
            context,
          ),
        apply: (aws, plan) =>
          undo.apply(aws, { ...plan, input: input.parse(plan.input), facts: undo.facts.parse(plan.facts) }),
      },
    }),
  };
};
