import type { Entry } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import { isOfWatch } from '../../workflows/contract/names.js';
import type { PlanDocument, PlanReference, StagePlan, StepPlan } from '../../workflows/contract/plan.js';
import type { GateView, PlanView, StageState, StageView, StepView } from '../../workflows/contract/views.js';
import { Memory } from '../memory.js';
import { shapesOf, shapeViews, type Shapes } from './shapes.js';
import { byStep, stepView, type EntriesByStep } from './steps.js';

type Planned = {
  readonly plan: PlanReference;
  readonly answers: Hash | null;
  readonly at: string;
  readonly document: PlanDocument;
  readonly gate: GateView;
  readonly asked: StagePlan;
};

/** A step as it was asked for last, and where. */
type Asked = { readonly target: string; readonly step: StepPlan; readonly gate: GateView };

type Stage = { readonly name: string; readonly plans: Planned[]; readonly steps: Map<string, Asked> };

/** The stages of a run, in the order they were first asked for, each step from the newest plan that has it. */
export const stagesOf = (
  entries: readonly Entry[],
  gates: readonly GateView[],
  read: (hash: Hash) => PlanDocument,
): readonly StageView[] => {
  const stages = new Map<string, Stage>();
  for (const { kind, body } of entries) {
    if (kind !== 'plan' || body.event !== 'planned') continue;
    const gate = gates.find((one) => one.id === body.gate.id);
    // What the watch asked for in vain is not what stands: the plan is the one from before.
    const isInVain = gate && isOfWatch(body.run, gate) && (gate.state === 'denied' || gate.state === 'closed');
    if (!gate || isInVain) continue;
    const document = read(body.plan.document);
    for (const asked of document.stages) {
      const { name } = asked;
      const stage: Stage = stages.get(name) ?? { name, plans: [], steps: new Map() };
      stage.plans.push({
        plan: body.plan,
        answers: body.answers ?? null,
        at: body.gate.openedAt,
        document,
        gate,
        asked,
      });
      for (const { target, steps } of asked.tracks)
        for (const step of steps) stage.steps.set(step.signed.step, { target, step, gate });
      stages.set(name, stage);
    }
  }
  const told = byStep(entries);
  return [...stages.values()].flatMap((stage) => stageView(told, stage));
};

// A part of a stage may be asked for again alone. The plan that is shown is the one that waits, whole: nothing may be
// signed that is not on the screen. The tracks are all that the stage is about, each step with the plan it had last.
const stageView = (entries: EntriesByStep, { name, plans, steps }: Stage): readonly StageView[] => {
  const shown = plans.findLast(({ gate }) => gate.state === 'waiting') ?? plans.at(-1);
  if (!shown) return [];
  const { gate } = shown;
  const tracks = [...Map.groupBy(steps.values(), ({ target }) => target)].map(([target, ofOne]) => {
    const views = ofOne.map(({ step, gate: own }) => stepView(entries, step, own.state === 'approved'));
    return { target, state: stateOf(views, worst(ofOne)), steps: views };
  });
  const state = together(tracks.map((track) => track.state));
  return [{ name, state, plan: planView(shown), gate, tracks }];
};

/** The gate that a track stands at: the one that is not answered well, if there is one. */
const worst = (steps: readonly Asked[]): GateView | null =>
  (steps.find(({ gate }) => gate.state !== 'approved') ?? steps.at(-1))?.gate ?? null;

/** Grouping hundreds of targets takes a while, and what a hash stands for does not change. */
const known = new Memory<Shapes>(16);

const planView = ({ plan, answers, at, document, asked: stage }: Planned): PlanView => {
  const steps = stage.tracks.flatMap((track) => track.steps);
  return {
    hash: plan.root,
    stageHash: plan.stages.find((one) => one.name === stage.name)?.hash ?? plan.root,
    document: plan.document,
    answers,
    plannedAt: at,
    summary: steps.map((step) => step.observed.summary).join('; '),
    reversible: steps.every((step) => step.signed.reversible),
    watch: document.watch ?? null,
    undo: steps.some((step) => step.signed.undo),
    calls: steps.flatMap((step) => step.signed.calls),
    differences: steps.flatMap((step) => step.observed.differences),
    blastRadius: [
      ...steps.flatMap((step) => step.observed.blastRadius),
      ...stage.tracks.flatMap((track) => track.stillChanged ?? []),
    ],
    notCut: [...new Set(steps.flatMap((step) => step.observed.notCut))],
    notApplicable: [...new Set(steps.flatMap((step) => step.observed.notApplicable))],
    shapes: shapeViews(
      stage,
      known.recall(plan.document, () => shapesOf(document)),
    ),
  };
};

/** The state of a stage, of those of its tracks: what wants attention first. */
const together = (states: readonly StageState[]): StageState => {
  const first = (['waiting', 'failed', 'running', 'denied', 'cancelled'] as const).find((one) => states.includes(one));
  if (first) return first;
  if (states.includes('pending')) return states.every((one) => one === 'pending') ? 'pending' : 'running';
  return states.every((one) => one === 'skipped') ? 'skipped' : 'completed';
};

const over = new Set<StepView['state']>(['verified', 'applied', 'skipped', 'undone', 'undo-failed']);

const stateOf = (steps: readonly StepView[], gate: GateView | null): StageState => {
  // What nobody signed was left out when its gate had been answered; until then it waits.
  const isLeftOut = steps.every((step) => step.state === 'skipped');
  if (gate?.state === 'denied' && !isLeftOut) return 'denied';
  if (gate?.state === 'waiting') return 'waiting';
  if (steps.some((step) => step.state === 'failed' && step.blocking)) return 'failed';
  const begun = steps.some((step) => step.state !== 'pending' && step.state !== 'planned');
  if (gate?.state === 'closed' && !begun) return 'cancelled';
  if (steps.every((step) => over.has(step.state) || (step.state === 'failed' && !step.blocking)))
    return steps.every((step) => step.state === 'skipped') ? 'skipped' : 'completed';
  return begun ? 'running' : 'pending';
};
