import type { Hash } from '../../workflows/contract/json.js';
import type { RunView, StageView } from '../../workflows/contract/views.js';
import { neutral } from '../output/neutral.js';
import { undoable } from '../output/undoable.js';

/** The heart of what a plan says: what breaks, which calls, what is not cut, what cannot be undone. */
export const planSummary = (run: RunView, hash: Hash): readonly string[] => {
  const stages = run.stages.filter((stage) => stage.plan.hash === hash);
  const gathered = (pick: (stage: StageView) => readonly string[]): readonly string[] => [
    ...new Set(stages.flatMap(pick)),
  ];
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${neutral(line)}`)];
  return [
    ...section(
      'WILL BREAK',
      gathered(({ plan }) =>
        plan.blastRadius.filter(({ severity }) => severity !== 'info').map(({ message }) => message),
      ),
    ),
    ...section(
      'WILL DO',
      stages.filter(({ plan }) => plan.calls.length > 0).map(({ name, plan }) => `${name}: ${operations(plan.calls)}`),
    ),
    ...section(
      'NOT CUT',
      gathered(({ plan }) => plan.notCut),
    ),
    ...section('CANNOT UNDO', undoable(stages).fixed),
  ];
};

const operations = (calls: StageView['plan']['calls']): string => {
  const counts = new Map<string, number>();
  for (const { operation } of calls) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return [...counts].map(([operation, times]) => (times > 1 ? `${operation} ×${times}` : operation)).join(', ');
};
