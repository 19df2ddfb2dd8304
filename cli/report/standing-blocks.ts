import type { Report } from '../../ledger/view/report/model.js';
import type { StandingChange } from '../../workflows/contract/case.js';
import { actionsToName, resourceOf } from '../../workflows/contract/names.js';
import { heading, tableOf, type Block, type Line } from './blocks.js';
import { followUpNames } from './names.js';

const shown = 8;
const listed = (targets: readonly string[]): string =>
  targets.length > shown
    ? `${targets.slice(0, shown).join(', ')} and ${targets.length - shown} more`
    : targets.join(', ');

// Many are released together, but for those that are put back only when they are named.
const releasing = (run: string, changes: readonly StandingChange[]): string => {
  const isNamed = changes.length <= 2 || changes.some(({ action }) => actionsToName.has(action));
  const named = isNamed ? changes.map(({ step }) => ` --step ${step}`).join('') : '';
  return `firebreak release ${run}${named} --reason "…"`;
};

/** What is still in place, how to put it back, and what is left to do or to know. */
export const standingBlocks = ({ case: view, followUps }: Report): readonly Block[] => {
  const groups = Map.groupBy(view.standing, ({ run, action, reversible }) => JSON.stringify([run, action, reversible]));
  return [
    heading('What still stands'),
    tableOf(
      ['Change', 'On', 'Run', 'To put it back'],
      [...groups.values()].flatMap((group): readonly (readonly Line[])[] => {
        const [first] = group;
        if (!first) return [];
        const { run, action, reversible } = first;
        const targets = [...new Set(group.map(({ target }) => resourceOf(target)))];
        return [
          [
            [{ strong: action }],
            [listed(targets)],
            [run],
            [reversible ? { code: releasing(run, group) } : 'done for good'],
          ],
        ];
      }),
      'Nothing: all that was changed has been put back, or nothing was changed.',
    ),
    heading('Follow-ups'),
    tableOf(
      ['What', 'Said', 'On', 'Next'],
      followUps.map(({ kind, what, targets, run, command }) => [
        [{ strong: followUpNames[kind] }],
        [what],
        [listed(targets) || (run ?? '')],
        command === null ? [] : [{ code: command }],
      ]),
      'None.',
    ),
  ];
};
