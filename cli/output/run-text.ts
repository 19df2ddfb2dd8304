import { neutral } from './neutral.js';
import type { RunView, StepView } from '../../workflows/contract/views.js';

const marks: Readonly<Record<StepView['state'], string>> = {
  pending: '·',
  planned: '·',
  applying: '>',
  applied: '+',
  verified: '✓',
  failed: '✗',
  skipped: '-',
  undoing: '<',
  undone: '↺',
  'undo-failed': '✗',
};

const stepLines = (step: StepView): readonly string[] => [
  `    ${marks[step.state]} ${step.id}  ${step.state}${step.progress && step.state === 'applying' ? ` (${step.progress})` : ''}`,
  ...(step.verification
    ? [
        `        ${step.verification.holds ? step.verification.assurance : 'DOES NOT HOLD'} since ${step.verification.since}`,
        ...step.verification.facts.map((fact) => `        ${fact}`),
        ...step.verification.notCut.map((one) => `        not cut: ${one}`),
      ]
    : []),
  ...(step.error
    ? [`        ${step.error.code}: ${step.error.message}`, ...(step.error.hint ? [`        ${step.error.hint}`] : [])]
    : []),
];

/** One run in full, for people. */
export const runText = (run: RunView): string =>
  [
    `${run.id}  ${run.case}  ${run.playbook} v${run.playbookVersion}  ${run.severity}  ${run.state}${run.reason ? ` (${run.reason})` : ''}`,
    ...(run.watch
      ? [
          run.watch.endedAt
            ? `watched from ${run.watch.since} to ${run.watch.endedAt}: ${run.watch.reason}`
            : `watched until ${run.watch.until}: what is reverted is put right, as signed (firebreak cancel ends it)`,
        ]
      : []),
    ...(run.releaseFailure && run.releaseFailure !== run.reason ? [`not released, ${run.releaseFailure}`] : []),
    ...(run.unratified ? [`UNRATIFIED since ${run.unratified.since}: ${run.unratified.reason}`] : []),
    `  "${run.title}"  asked by ${run.requestedBy} at ${run.startedAt}${run.endedAt ? `, ended ${run.endedAt}` : ''}`,
    `  targets ${run.targets.join(', ')}  steps ${run.progress.done} of ${run.progress.total}`,
    ...run.notes.map((note) => `  note: ${note}`),
    ...run.gates.flatMap((gate) => [
      `  gate ${gate.kind} ${gate.state}  ${gate.plan ?? gate.step ?? ''}`,
      ...gate.changes.map((change) => `    asked again: ${change}`),
      ...gate.approvals.map(
        (one) => `    ${one.decision} by ${one.operator} at ${one.at} (${one.proof}): "${one.reason}"`,
      ),
      ...gate.refusals.map(
        (one) =>
          `    refused ${one.proven ? '' : 'somebody who claims to be '}${one.operator} at ${one.at}: ${one.reason}`,
      ),
    ]),
    ...run.stages.flatMap((stage) => [
      `  ${stage.name}  ${stage.state}`,
      ...stage.tracks.flatMap((track) => track.steps.flatMap(stepLines)),
    ]),
  ]
    .map(neutral)
    .join('\n');
