import { failureChoices, type FailureChoice } from '../../../workflows/contract/words.js';
import { neutral } from '../../output/neutral.js';
import { failedStep } from '../data/standing.js';
import { line, span, type Line } from '../text/line.js';
import { clock } from '../text/time.js';
import { wrap } from '../text/width.js';
import { runOrGone } from './gone.js';
import type { Painted, View } from './screen.js';
import { filled, listRows } from './viewport.js';

/** What each answer does. */
export const choiceTexts: Readonly<Record<FailureChoice, string>> = {
  retry: 'plan this step again, then go on from here',
  skip: 'go on without this step; the record will say so',
  abort: 'stop here; what was done stays',
  release: 'stop here and plan putting back what was done',
};

const labelled = (label: string, text: string, width: number): readonly Line[] =>
  wrap(neutral(text), width - 14).map((row, index) =>
    line(span(`     ${(index === 0 ? label : '').padEnd(8)}`, 'dim'), row),
  );

/** A failed step: what happened, what is known, and the four ways on. */
export const failureScreen = (view: View, id: string, gateId: string): Painted => {
  const { run, gone } = runOrGone(view, id);
  if (!run) return gone;
  const { shown, width, height, now } = view;
  const gate = run.gates.find((one) => one.id === gateId);
  const step = failedStep(run, gate);
  const waits = gate?.state === 'waiting';
  const [answer] = gate?.approvals ?? [];
  const cursor = Math.max(
    0,
    failureChoices.findIndex((choice) => choice === shown.selected),
  );
  // The choices are what the reader came for, and the fix what they need: a long error gives way.
  const told: readonly Line[] = [
    line(span(`  ✗ ${run.playbook} stopped at `, 'bad'), span(gate?.step ?? 'a step', 'strong')),
    ...labelled(
      'what',
      `${step?.error ? `${step.error.code}: ${step.error.message}` : 'no error is on record'}`,
      width,
    ).slice(0, Math.max(2, height - 12)),
    ...labelled('now', step?.progress ?? step?.summary ?? '', width).slice(0, 2),
    ...labelled(
      'tried',
      `${step?.attempt ?? 0} times, last ended ${step?.endedAt ? clock(step.endedAt, now) : '-'}`,
      width,
    ),
    ...labelled('fix', step?.error?.hint ?? 'No hint: the ledger (l) shows every call that was made.', width).slice(
      0,
      3,
    ),
    [],
  ];
  const choices = listRows(failureChoices, waits ? cursor : -1, { top: 0, height: 4 }, (choice, isSelected) =>
    line(
      span(choice.padEnd(9), isSelected ? 'strong' : 'plain'),
      span(choiceTexts[choice], isSelected ? 'plain' : 'dim'),
    ),
  );
  const closed: readonly Line[] = [
    line(
      span(
        answer
          ? `  ${answer.operator} said ${answer.decision} at ${clock(answer.at, now)}: `
          : gate?.state === 'withdrawn'
            ? '  It settled itself, and the run went on.'
            : '  This gate is closed.',
        'good',
      ),
      answer ? `“${answer.reason}”` : '',
    ),
  ];
  const bottom = waits ? choices : closed;
  const room = Math.max(1, height - bottom.length);
  return {
    title: [run.case, run.playbook, run.id, 'failed step'],
    lines: [...told.slice(0, room), ...filled(bottom, Math.max(0, height - Math.min(told.length, room)))],
    ids: waits ? failureChoices : [],
    selected: waits ? (failureChoices[cursor] ?? null) : null,
    reach: 0,
    copies: run.id,
    facts: { any: true, failed: waits },
    next: waits
      ? { text: 'Choose with ↑ ↓ and press ↵. The run waits as long as it takes.', until: 'answer' }
      : undefined,
  };
};
