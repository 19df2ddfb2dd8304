import { deciders } from './needs-text.js';
import { neutral } from './neutral.js';
import { isOfWatch } from '../../workflows/contract/names.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { isOne, shapeTitle, targetsText } from './shape-text.js';
import { undoable } from './undoable.js';
import { watchText } from './watch-text.js';
import type { RunView, ShapeView, StageView } from '../../workflows/contract/views.js';

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

const shapeLines = ({ blastRadius, calls, differences, notCut, notApplicable }: ShapeView): readonly string[] => [
  ...section(
    'WILL BREAK',
    blastRadius.map((one) => `${marks[one.severity]} ${one.message}`),
  ),
  ...section('WILL DO', calls.map(callText)),
  ...section(
    'CHANGES',
    differences.map((one) => `${one.what}: ${one.now} → ${one.then}`),
  ),
  ...section('NOT CUT', notCut),
  ...section('DOES NOT APPLY', notApplicable),
];

const stageLines = (stage: StageView): readonly string[] => {
  const { name, plan } = stage;
  const canUndo = section('CAN UNDO', undoText(stage));
  if (isOne(plan.shapes)) return [`${name}: ${plan.summary}`, ...plan.shapes.flatMap(shapeLines), ...canUndo];
  return [
    name,
    ...plan.shapes.flatMap((shape) => [
      `  ${shapeTitle(shape)}: ${shape.summary}`,
      ...shapeLines(shape).map((line) => `  ${line}`),
    ]),
    ...canUndo,
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
    `asked by ${gate && isOfWatch(run.id, gate) ? 'the watch over the run of ' : ''}${gate?.requestedBy ?? run.requestedBy}: "${gate?.reason ?? ''}"  (${run.severity} "${run.title}")`,
    ...(gate?.standing
      ? [
          `AT ONCE, before anybody else signs, on the word of ${gate.standing.person}; to be ratified by ${gate.standing.ratifyBy}:`,
          ...gate.standing.steps.map((step) => `  ${step}`),
        ]
      : []),
    ...(gate && gate.changes.length > 0
      ? ['ASKED AGAIN, because', ...gate.changes.map((change) => `  ${change}`)]
      : []),
    ...targetsText(stages),
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
