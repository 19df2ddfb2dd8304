import type { RunView, StepView } from '../../../workflows/contract/views.js';
import { stepStanding, targetOf } from '../data/standing.js';
import { stepMarks } from '../marks.js';
import { line, span, type Line } from '../text/line.js';
import { clock } from '../text/time.js';
import { wrap } from '../text/width.js';
import { neutral } from '../../output/neutral.js';
import { runOrGone } from './gone.js';
import type { Painted, View } from './screen.js';
import { reachOf, textRows } from './viewport.js';

const list = (
  title: string,
  tone: 'good' | 'warn' | 'bad',
  items: readonly string[],
  width: number,
): readonly Line[] =>
  items.length === 0
    ? []
    : [
        [span(`  ${title}`, 'title')],
        ...items.flatMap((item) =>
          wrap(neutral(item), width - 8).map((row, index) => line('    ', span(index === 0 ? '· ' : '  ', tone), row)),
        ),
      ];

const stepOf = ({ stages }: RunView, id: string): { readonly step: StepView; readonly target: string } | undefined =>
  stages
    .flatMap(({ tracks }) => tracks.flatMap(({ target, steps }) => steps.map((step) => ({ step, target }))))
    .find(({ step }) => step.id === id);

const told = (step: StepView, width: number, now: number): readonly Line[] => {
  const { verification, error } = step;
  const known = verification?.holds === false ? 'DOES NOT HOLD' : 'READ BACK';
  return [
    ...list('PLANNED', 'good', [step.summary], width),
    ...(verification
      ? list(`${known}  since ${clock(verification.since, now)}`, 'good', verification.facts, width)
      : list('READ BACK', 'warn', ['nothing yet'], width)),
    ...list('NOT CUT', 'warn', verification?.notCut ?? [], width),
    ...(error
      ? list('WHY IT STOPPED', 'bad', [`${error.code}: ${error.message}`, error.hint ?? ''].filter(Boolean), width)
      : []),
    ...(step.effect === 'change' && !step.reversible
      ? list('CANNOT UNDO', 'bad', ['what it did stays so'], width)
      : []),
  ];
};

/** One step whole: what was planned, what AWS reads back, and what that leaves open. */
export const stepScreen = (view: View, id: string, stepId: string): Painted => {
  const { run, gone } = runOrGone(view, id);
  if (!run) return gone;
  const { shown, width, height, now } = view;
  const found = stepOf(run, stepId);
  const head: readonly Line[] = found
    ? [
        line(
          ' ',
          span(found.step.action, 'strong'),
          span(`  ${stepMarks[found.step.state].mark} ${stepStanding(found.step)}`, stepMarks[found.step.state].tone),
          span(`  ${targetOf(found.target)}${found.step.attempt > 1 ? ` · attempt ${found.step.attempt}` : ''}`, 'dim'),
        ),
      ]
    : [[span(` There is no step ${stepId} in this run.`, 'bad')]];
  const text = found ? told(found.step, width, now) : [];
  const room = Math.max(1, height - head.length);
  return {
    title: [run.case, run.playbook, run.id, 'step'],
    lines: [...head, ...textRows(text, shown.scroll, room)],
    ids: [],
    selected: null,
    reach: reachOf(text, room),
    copies: stepId,
    facts: { any: true },
  };
};
