import type { Json } from '../workflows/contract/json.js';
import { stepsIn } from '../workflows/contract/plan.js';
import type { PlanDocument, SignedStep, StagePlan } from '../workflows/contract/plan.js';
import { canonical, sameJson } from './canonical.js';
import { uncoveredCalls } from './covers-calls.js';
import { coversPerInterface } from './interfaces.js';

const show = (value: Json): string => (typeof value === 'string' ? value : canonical(value).slice(0, 400));

const changed = (what: string, was: Json, now: Json): string[] =>
  sameJson(was, now) ? [] : [`another ${what}: ${show(was)} was signed, now ${show(now)}`];

const stepDifferences = (signed: SignedStep, fresh: SignedStep): string[] => {
  const victims = fresh.victims.filter((victim) => !signed.victims.includes(victim));
  const perInterface = signed.deviations.maxInterfaces !== undefined;
  const sameState =
    sameJson(signed.targetState, fresh.targetState) ||
    (perInterface && coversPerInterface(signed.targetState, fresh.targetState));
  return [
    ...changed('action', signed.action, fresh.action),
    ...changed('effect', signed.effect, fresh.effect),
    ...changed('phase', signed.phase, fresh.phase),
    ...changed('target', signed.target, fresh.target),
    ...changed('owner', signed.owner, fresh.owner),
    ...changed('kind of target', signed.kind, fresh.kind),
    ...changed('input', signed.input, fresh.input),
    ...(sameState ? [] : changed('target state', signed.targetState, fresh.targetState)),
    ...(victims.length > 0 ? [`more victims: ${victims.join(', ')}`] : []),
    ...(signed.reversible && !fresh.reversible ? ['it can no longer be undone: it was signed as reversible'] : []),
    ...uncoveredCalls(signed, fresh),
  ];
};

const twice = (what: string, values: readonly string[]): string[] => {
  const seen = new Set<string>();
  const isRepeated = (value: string): boolean => seen.has(value) || !seen.add(value);
  return values.filter(isRepeated).map((value) => `${what} ${value} is there twice`);
};

type Placed = { readonly step: SignedStep; readonly stage: string; readonly track: string; readonly at: number };

const stepsOf = ({ name, tracks }: StagePlan): Placed[] =>
  tracks.flatMap(({ target, steps }) =>
    steps.map(({ signed }, at) => ({ step: signed, stage: name, track: target, at })),
  );

/** What a fresh plan holds that the signed one does not cover: of which step on which target, or of the `whole`. */
export type Uncovered = {
  readonly whole: readonly string[];
  readonly targets: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
};

type Say = (target: string, step: string, lines: readonly string[]) => void;

const stageDifferences = (signed: StagePlan, fresh: StagePlan, known: ReadonlyMap<string, Placed>, say: Say): void => {
  let before: Placed | null = null;
  for (const now of stepsOf(fresh)) {
    const { step, track } = now;
    const was = known.get(step.step);
    if (was === undefined) {
      say(track, step.step, [`${step.step}: a step that was not signed: ${step.action} on ${step.target}`]);
      continue;
    }
    const found = [...changed('stage', was.stage, signed.name), ...changed('track', was.track, track)];
    if (before !== null && before.track === was.track && now.at > 0 && before.at >= was.at)
      found.push(`another order: it was signed to come before ${before.step.step}`);
    say(
      track,
      step.step,
      [...found, ...stepDifferences(was.step, step)].map((line) => `${step.step}: ${line}`),
    );
    before = was;
  }
};

/**
 * What the fresh plan holds that the signed one does not cover, one sentence each, by target; empty means covered.
 * The fresh plan may leave stages, tracks, steps, calls and victims out. It may add nothing but what the signed
 * deviations allow. Pure: reads only the signed parts of both documents.
 */
export const uncovered = (signed: PlanDocument, fresh: PlanDocument): Uncovered => {
  const targets = new Map<string, Map<string, readonly string[]>>();
  const say: Say = (target, step, lines) => {
    if (lines.length > 0)
      targets.set(target, (targets.get(target) ?? new Map<string, readonly string[]>()).set(step, lines));
  };
  const ids = (document: PlanDocument): string[] => stepsIn(document).map((each) => each.signed.step);
  const whole = [
    ...changed('form', signed.v, fresh.v),
    ...changed('case', signed.case, fresh.case),
    ...changed('run', signed.run, fresh.run),
    ...changed('playbook', signed.playbook, fresh.playbook),
    ...changed('playbook version', signed.playbookVersion, fresh.playbookVersion),
    ...changed('purpose', signed.purpose, fresh.purpose),
    ...changed('account', signed.account, fresh.account),
    ...changed('Region', signed.region, fresh.region),
    ...changed('time of watching', signed.watch ?? 0, fresh.watch ?? 0),
    ...twice(
      'stage',
      fresh.stages.map(({ name }) => name),
    ),
    ...twice('step', ids(fresh)),
    ...twice('signed step', ids(signed)),
  ];
  const known = new Map(signed.stages.flatMap(stepsOf).map((placed) => [placed.step.step, placed]));
  for (const stage of fresh.stages) {
    const was = signed.stages.find(({ name }) => name === stage.name);
    if (was) stageDifferences(was, stage, known, say);
    else whole.push(`a stage that was not signed: ${stage.name}`);
  }
  return { whole, targets };
};

/** All of it in one list. */
export const sentences = ({ whole, targets }: Uncovered): string[] => [
  ...whole,
  ...[...targets.values()].flatMap((steps) => [...steps.values()].flat()),
];

/** What the signed plan does not cover, in one list. */
export const differences = (signed: PlanDocument, fresh: PlanDocument): string[] => sentences(uncovered(signed, fresh));
