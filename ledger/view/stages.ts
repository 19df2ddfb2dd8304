import type { Entry } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { PlanDocument, PlanReference, StagePlan, StepPlan } from '../../workflows/contract/plan.js';
import type { GateView, PlanView, StageState, StageView, StepView } from '../../workflows/contract/views.js';
import { stepView } from './steps.js';

type Planned = {
  readonly plan: PlanReference;
  readonly at: string;
  readonly document: PlanDocument;
  readonly gate: GateView;
};

/** The stages of a run, in the order they were first asked for, each from the newest plan that has it. */
export const stagesOf = (
  entries: readonly Entry[],
  gates: readonly GateView[],
  read: (hash: Hash) => PlanDocument,
): readonly StageView[] => {
  const newest = new Map<string, { readonly planned: Planned; readonly asked: StagePlan; readonly stage: StagePlan }>();
  for (const { kind, body } of entries) {
    if (kind !== 'plan' || body.event !== 'planned') continue;
    const gate = gates.find((one) => one.id === body.gate.id);
    if (!gate) continue;
    const document = read(body.plan.document);
    for (const stage of document.stages) {
      const known = newest.get(stage.name)?.stage;
      const planned = { plan: body.plan, at: body.gate.openedAt, document, gate };
      newest.set(stage.name, { planned, asked: stage, stage: known ? merge(known, stage) : stage });
    }
  }
  return [...newest.values()].map(({ planned, asked, stage }) => stageView(entries, planned, asked, stage));
};

// A plan that was asked again may hold a part of a stage only: the other steps keep the plan they had. What is new in
// it is shown as well: nothing may be signed that is not on the screen.
const merge = (known: StagePlan, fresh: StagePlan): StagePlan => {
  const targets = [...new Set([...known.tracks, ...fresh.tracks].map((track) => track.target))];
  const stepsOf = (stage: StagePlan, target: string): readonly StepPlan[] =>
    stage.tracks.filter((track) => track.target === target).flatMap((track) => track.steps);
  return {
    name: known.name,
    tracks: targets.map((target) => {
      const asked = stepsOf(fresh, target);
      const kept = stepsOf(known, target);
      const newest = kept.map((step) => asked.find((one) => one.signed.step === step.signed.step) ?? step);
      return { target, steps: [...newest, ...asked.filter((step) => !newest.includes(step))] };
    }),
  };
};

// The plan is the one that is asked for, whole; the tracks are all that the stage is about.
const stageView = (
  entries: readonly Entry[],
  { plan, at, document, gate }: Planned,
  asked: StagePlan,
  stage: StagePlan,
): StageView => {
  const approved = gate.state === 'approved';
  const tracks = stage.tracks.map((track) => {
    const steps = track.steps.map((step) => stepView(entries, step, approved));
    return { target: track.target, state: stateOf(steps, gate), steps };
  });
  return {
    name: stage.name,
    state: stateOf(
      tracks.flatMap((track) => track.steps),
      gate,
    ),
    plan: planView(plan, at, asked, document.watch ?? null),
    gate,
    tracks,
  };
};

const planView = (plan: PlanReference, plannedAt: string, stage: StagePlan, watch: number | null): PlanView => {
  const steps = stage.tracks.flatMap((track) => track.steps);
  return {
    hash: plan.root,
    stageHash: plan.stages.find((one) => one.name === stage.name)?.hash ?? plan.root,
    document: plan.document,
    plannedAt,
    summary: steps.map((step) => step.observed.summary).join('; '),
    reversible: steps.every((step) => step.signed.reversible),
    watch,
    undo: steps.some((step) => step.signed.undo),
    calls: steps.flatMap((step) => step.signed.calls),
    differences: steps.flatMap((step) => step.observed.differences),
    blastRadius: [
      ...steps.flatMap((step) => step.observed.blastRadius),
      ...stage.tracks.flatMap((track) => track.stillChanged ?? []),
    ],
    notCut: [...new Set(steps.flatMap((step) => step.observed.notCut))],
    notApplicable: [...new Set(steps.flatMap((step) => step.observed.notApplicable))],
  };
};

const over = new Set<StepView['state']>(['verified', 'applied', 'skipped', 'undone', 'undo-failed']);

const stateOf = (steps: readonly StepView[], gate: GateView): StageState => {
  if (gate.state === 'denied') return 'denied';
  if (gate.state === 'waiting') return 'waiting';
  if (steps.some((step) => step.state === 'failed' && step.blocking)) return 'failed';
  const begun = steps.some((step) => step.state !== 'pending' && step.state !== 'planned');
  if (gate.state === 'closed' && !begun) return 'cancelled';
  if (steps.every((step) => over.has(step.state) || (step.state === 'failed' && !step.blocking)))
    return steps.every((step) => step.state === 'skipped') ? 'skipped' : 'completed';
  return begun ? 'running' : 'pending';
};
