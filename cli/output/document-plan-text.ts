import { neutral } from './neutral.js';
import { callText } from './plan-text.js';
import { watchText } from './watch-text.js';
import type { PlanDocument, StepPlan } from '../../workflows/contract/plan.js';

const lines = (title: string, some: readonly string[]): readonly string[] =>
  some.length === 0 ? [] : [`    ${title}`, ...some.map((one) => `      ${one}`)];

const stepText = ({ signed, observed }: StepPlan): readonly string[] => [
  `  ${signed.step}: ${observed.summary}`,
  ...lines(
    'WILL BREAK',
    observed.blastRadius.map((one) => `${one.severity}: ${one.message}`),
  ),
  ...lines('WILL DO', signed.calls.map(callText)),
  ...lines(
    'CHANGES',
    observed.differences.map((one) => `${one.what}: ${one.now} → ${one.then}`),
  ),
  ...lines('NOT CUT', observed.notCut),
  ...lines('DOES NOT APPLY', observed.notApplicable),
];

/** A plan that nobody was asked to sign, for people. */
export const documentPlanText = (document: PlanDocument, hash: string): string =>
  [
    `${document.playbook} v${document.playbookVersion} in account ${document.account}, ${document.region}`,
    `plan ${hash}: a preview, which waits for nobody`,
    ...document.stages.flatMap((stage) => [
      stage.name,
      ...stage.tracks.flatMap((track) => [
        ...(track.stillChanged ?? []).map(({ message }) => `  ${message}`),
        ...track.steps.flatMap(stepText),
      ]),
    ]),
    ...(document.watch ? [`AFTERWARDS ${watchText(document.watch)}`] : []),
  ]
    .map(neutral)
    .join('\n');
