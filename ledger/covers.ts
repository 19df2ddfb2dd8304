import type { Json } from '../workflows/contract/json.js';
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

const twice = (what: string, values: readonly string[]): string[] =>
  values.filter((value, at) => values.indexOf(value) !== at).map((value) => `${what} ${value} is there twice`);

type Placed = { readonly step: SignedStep; readonly track: string; readonly at: number };

const stepsOf = (stage: StagePlan): Placed[] =>
  stage.tracks.flatMap((track) => track.steps.map(({ signed }, at) => ({ step: signed, track: track.target, at })));

const stageDifferences = (signed: StagePlan, fresh: StagePlan): string[] => {
  const known = new Map(stepsOf(signed).map((placed) => [placed.step.step, placed]));
  const found = twice(
    'step',
    stepsOf(fresh).map(({ step }) => step.step),
  );
  let before: Placed | null = null;
  for (const now of stepsOf(fresh)) {
    const { step } = now;
    const was = known.get(step.step);
    if (was === undefined) {
      found.push(`${step.step}: a step that was not signed: ${step.action} on ${step.target}`);
      continue;
    }
    found.push(...changed('track', was.track, now.track).map((line) => `${step.step}: ${line}`));
    if (before !== null && before.track === was.track && now.at > 0 && before.at >= was.at) {
      found.push(`${step.step}: another order: it was signed to come before ${before.step.step}`);
    }
    found.push(...stepDifferences(was.step, step).map((line) => `${step.step}: ${line}`));
    before = was;
  }
  return found;
};

/**
 * What the fresh plan holds that the signed one does not cover, one sentence each; empty means covered.
 * The fresh plan may leave stages, tracks, steps, calls and victims out. It may add nothing but what the signed
 * deviations allow. Pure: reads only the signed parts of both documents.
 */
export const differences = (signed: PlanDocument, fresh: PlanDocument): string[] => {
  const found = [
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
    ...twice(
      'signed step',
      signed.stages.flatMap((stage) => stepsOf(stage).map(({ step }) => step.step)),
    ),
  ];
  for (const stage of fresh.stages) {
    const was = signed.stages.find(({ name }) => name === stage.name);
    if (was === undefined) found.push(`a stage that was not signed: ${stage.name}`);
    else found.push(...stageDifferences(was, stage));
  }
  return found;
};
