import { deciders } from './needs-text.js';
import { neutral } from './neutral.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { undoable } from './undoable.js';
import { watchText } from './watch-text.js';
import type { RunView, StageView } from '../../workflows/contract/views.js';

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];

const marks = { danger: '!!', warning: '! ', info: 'i ' } as const;

const undoText = (stage: StageView): readonly string[] => {
  const { calls, undo } = stage.plan;
  if (calls.length === 0) return [];
  const { fixed, hasMore } = undoable([stage]);
  const yes = 'by firebreak release, signed by another person';
  if (fixed.length > 0)
    return [`NO: ${fixed.join(', ')} cannot be put back`, ...(hasMore ? [`everything else: ${yes}`] : [])];
  return undo ? [`yes, ${yes}`] : [];
};

/** One planned call in a line: what is called, on what, and all that it sets. */
export const callText = ({ service, operation, target, input }: PlannedCall): string => {
  const sets = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== target));
  return `${service}:${operation}  ${target}  ${JSON.stringify(sets)}`;
};

const stageLines = (stage: StageView): readonly string[] => {
  const { name, plan } = stage;
  return [
    `${name}: ${plan.summary}`,
    ...section(
      'WILL BREAK',
      plan.blastRadius.map((one) => `${marks[one.severity]} ${one.message}`),
    ),
    ...section('WILL DO', plan.calls.map(callText)),
    ...section(
      'CHANGES',
      plan.differences.map((one) => `${one.what}: ${one.now} → ${one.then}`),
    ),
    ...section('NOT CUT', plan.notCut),
    ...section('DOES NOT APPLY', plan.notApplicable),
    ...section('CAN UNDO', undoText(stage)),
  ];
};

/**
 * Everything that a gate asks a person to sign. Each line is made safe by itself: a line break in what an attacker
 * wrote must not become a line of ours.
 */
export const planText = (run: RunView, hash: string): string => {
  const stages = run.stages.filter((stage) => stage.plan.hash === hash);
  const gate = stages[0]?.gate;
  return [
    `${run.case} › ${run.playbook} › ${run.id}  account ${run.account}, ${run.region}`,
    `plan ${hash}  planned ${stages[0]?.plan.plannedAt ?? ''}`,
    `asked by ${gate?.requestedBy ?? run.requestedBy}: "${gate?.reason ?? ''}"  (${run.severity} "${run.title}")`,
    ...(gate?.standing
      ? [
          `AT ONCE, before anybody else signs, on the word of ${gate.standing.person}; to be ratified by ${gate.standing.ratifyBy}:`,
          ...gate.standing.steps.map((step) => `  ${step}`),
        ]
      : []),
    ...(gate && gate.changes.length > 0
      ? ['ASKED AGAIN, because', ...gate.changes.map((change) => `  ${change}`)]
      : []),
    '',
    ...stages.flatMap(stageLines),
    ...(stages[0]?.plan.watch ? [`AFTERWARDS ${watchText(stages[0].plan.watch)}`] : []),
    '',
    ...(gate
      ? [
          `approvals ${gate.approvals.length} of ${gate.needed} · ${deciders(gate)}, not ${gate.requestedBy} · expires ${gate.expiresAt}`,
        ]
      : []),
  ]
    .map(neutral)
    .join('\n');
};
