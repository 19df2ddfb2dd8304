import type { StandingRecord } from '../../../workflows/contract/entries.js';
import type { Breakage, Difference, PlannedCall } from '../../../workflows/contract/plan.js';
import type { ShapeView, StageView } from '../../../workflows/contract/views.js';
import { watchText } from '../../output/watch-text.js';
import { isOne, shapeTitle, targetsText } from '../../output/shape-text.js';
import { undoable } from '../../output/undoable.js';
import { targetOf } from '../data/standing.js';
import { line, span, type Line, type Span } from '../text/line.js';
import { cell, wrap } from '../text/width.js';
import { neutral } from '../../output/neutral.js';

const heading = (text: string, after: string | Span = ''): Line => line(span(`  ${text}`, 'title'), after);

/** A paragraph under a heading, wrapped, its first row led by `mark`. */
const paragraph = (mark: Span, text: string, width: number, indent = 4): readonly Line[] =>
  wrap(neutral(text), width - indent - mark.text.length - 2).map((row, index) =>
    line(' '.repeat(indent), index === 0 ? mark : ' '.repeat(mark.text.length), ` ${row}`),
  );

const breakageMarks: Readonly<Record<Breakage['severity'], Span>> = {
  danger: span('✗ danger ', 'bad'),
  warning: span('! warning', 'warn'),
  info: span('· note   ', 'dim'),
};

const order = { danger: 0, warning: 1, info: 2 } as const;

/** With the targets that it is about, where there are several. */
const said = (breakage: Breakage, shape: ShapeView, all: readonly ShapeView[]): Breakage =>
  isOne(all) ? breakage : { ...breakage, message: `${shapeTitle(shape)}: ${breakage.message}` };

/** What the plan takes out of service: worst first. */
const willBreak = (stages: readonly StageView[], width: number): readonly Line[] => {
  const all = stages
    .flatMap(({ plan }) =>
      plan.shapes.flatMap((shape) => shape.blastRadius.map((one) => said(one, shape, plan.shapes))),
    )
    .toSorted((a, b) => order[a.severity] - order[b.severity]);
  return [
    heading('WILL BREAK', all.length === 0 ? span('  nothing that could be found', 'dim') : ''),
    ...all.flatMap(({ severity, message }) => paragraph(breakageMarks[severity], message, width)),
  ];
};

const callRows = (
  call: PlannedCall,
  number: number,
  change: Difference | undefined,
  width: number,
  details: boolean,
): readonly Line[] => {
  const isWide = width >= 110;
  const operation = cell(neutral(`${call.service}:${call.operation}`), isWide ? 40 : 38);
  // Of an ARN, account and Region say nothing here: they stand in the run's head. Whole with the details.
  const target = neutral(details ? call.target : (/^arn:.*:(.+)$/.exec(call.target)?.[1] ?? call.target));
  const named = isWide && change ? cell(target, 24) : target;
  const beside = isWide && change ? [span(` ${change.now} `, 'dim'), span(`→ ${change.then}`)] : [];
  const input = details
    ? wrap(neutral(JSON.stringify(call.input)), width - 10).map((row) => [span(`        ${row}`, 'dim')])
    : [];
  return [
    [span(`   ${String(number).padStart(2)} `, 'dim'), span(`${operation} `), span(named, 'strong'), ...beside],
    ...(isWide || !change ? [] : differenceRows(change, width, false)),
    ...input,
  ];
};

const differenceRows = ({ what, now, then }: Difference, width: number, isNamed: boolean): readonly Line[] => {
  const text = `${isNamed ? `${what}: ` : ''}${now} → ${then}`;
  return wrap(neutral(text), width - 10).map((row, index) => [
    span(`      ${index === 0 ? '  ' : '    '}${row}`, 'dim'),
  ]);
};

// A difference stands on the row of its call only where both name one thing and nothing else does.
const only = <T>(items: readonly T[], matches: (item: T) => boolean): T | undefined => {
  const found = items.filter(matches);
  return found.length === 1 ? found[0] : undefined;
};

const willDo = (stage: StageView, first: number, width: number, details: boolean): readonly Line[] => {
  const { shapes } = stage.plan;
  const planned = new Set(shapes.flatMap(({ targets }) => targets));
  const tracks = stage.tracks.filter(({ target }) => planned.has(target));
  const effects = [...new Set(tracks.flatMap(({ steps }) => steps.map(({ effect }) => effect)))].join(', ');
  const targets = isOne(shapes) ? tracks.map(({ target }) => targetOf(target)).join(', ') : `${planned.size} targets`;
  let number = first;
  const rows = shapes.flatMap((shape) => {
    const begins = number;
    number += shape.calls.length;
    const named = isOne(shapes) ? [] : [line(span(`     ${shapeTitle(shape)}`))];
    return [...named, ...shapeRows(shape, begins, width, details)];
  });
  return [line(span(`    ${stage.name}`, 'strong'), span(`  ${effects} · ${targets}`, 'dim')), ...rows];
};

const shapeRows = (
  { calls, differences }: ShapeView,
  first: number,
  width: number,
  details: boolean,
): readonly Line[] => {
  const changeOf = (call: PlannedCall): Difference | undefined =>
    only(calls, ({ target }) => target === call.target) && only(differences, ({ what }) => what === call.target);
  const beside = new Set(calls.flatMap((call) => changeOf(call) ?? []));
  return [
    ...(calls.length === 0 ? [line(span('      only reads', 'dim'))] : []),
    ...calls.flatMap((call, index) => callRows(call, first + index, changeOf(call), width, details)),
    ...differences.filter((one) => !beside.has(one)).flatMap((one) => differenceRows(one, width, true)),
  ];
};

/** Which targets there are, where there are several: whoever signs for hundreds must be able to see which. */
const targetLines = (stages: readonly StageView[], width: number): readonly Line[] => {
  const [title, ...groups] = targetsText(stages);
  if (title === undefined) return [];
  return [heading(title), ...groups.flatMap((group) => paragraph(span('·', 'dim'), group.trim(), width))];
};

const list = (title: string, items: readonly string[], width: number): readonly Line[] =>
  items.length === 0 ? [] : [heading(title), ...items.flatMap((item) => paragraph(span('·', 'warn'), item, width))];

const canUndo = (stages: readonly StageView[], calls: number): readonly Line[] => {
  const { fixed, hasMore } = undoable(stages);
  if (fixed.length === 0)
    return [heading('CAN UNDO', span(`  everything; ${calls} calls are kept on record for it`, 'good'))];
  return [
    heading('CANNOT UNDO', span(`  ${fixed.join(', ')}`, 'bad')),
    ...(hasMore ? [heading('CAN UNDO', span('  everything else that is changed', 'good'))] : []),
  ];
};

/** What a reader must know before signing, in the order the eye needs it: breaks, does, leaves open, can be undone. */
export const planText = (
  stages: readonly StageView[],
  {
    width,
    details,
    changes,
    standing,
  }: {
    readonly width: number;
    readonly details: boolean;
    readonly changes: readonly string[];
    readonly standing: StandingRecord | null;
  },
): readonly Line[] => {
  let number = 1;
  const done = stages.flatMap((stage) => {
    const rows = willDo(stage, number, width, details);
    number += stage.plan.shapes.reduce((count, { calls }) => count + calls.length, 0);
    return rows;
  });
  const gathered = (pick: (stage: StageView) => readonly string[]): readonly string[] => [
    ...new Set(stages.flatMap(pick)),
  ];
  return [
    ...list('ASKED AGAIN BECAUSE', changes, width),
    ...list(
      `AT ONCE on the word of ${standing?.person ?? 'nobody'}, to be ratified by ${standing?.ratifyBy.slice(11, 19) ?? ''}Z`,
      standing?.steps ?? [],
      width,
    ),
    ...targetLines(stages, width),
    ...willBreak(stages, width),
    heading('WILL DO', span('  now → then', 'dim')),
    ...done,
    ...list(
      'NOT CUT',
      gathered(({ plan }) => plan.notCut),
      width,
    ),
    ...list(
      'NOT APPLICABLE',
      gathered(({ plan }) => plan.notApplicable),
      width,
    ),
    ...canUndo(
      stages,
      stages.reduce((count, { plan }) => count + plan.calls.length, 0),
    ),
    ...list(
      'AFTERWARDS',
      stages.slice(0, 1).flatMap(({ plan }) => (plan.watch ? [watchText(plan.watch)] : [])),
      width,
    ),
  ];
};
