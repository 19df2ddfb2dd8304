import type { Report } from '../../ledger/view/report/model.js';
import { counted } from '../../workflows/contract/short.js';
import type { StepState } from '../../workflows/contract/words.js';
import { text, type Block, type Tone } from './blocks.js';
import { followUpNames } from './names.js';

/** How many of the follow-ups are on the first screen. */
const first = 3;

const notBegun: ReadonlySet<StepState> = new Set(['planned', 'pending', 'skipped']);

// That nothing is left of an open case says little where nothing was done about it.
const isIdle = ({ case: { state }, runs }: Report): boolean =>
  state === 'open' && runs.every(({ actions }) => actions.every((one) => notBegun.has(one.state)));

const idleText = ({ case: { findings } }: Report): string =>
  findings.length === 0
    ? 'Nothing done yet'
    : `${counted(findings.length, 'finding')}, nothing done about ${findings.length === 1 ? 'it' : 'them'}`;

/** What is left to look at, the most urgent of it by name. */
export const attentionBlocks = (report: Report): readonly Block[] => {
  const { case: view, followUps } = report;
  const urgent = followUps.filter(({ kind }) => kind !== 'note');
  const standing = view.standing.filter(({ reversible }) => reversible).length;
  const isOver = urgent.length === 0 && standing === 0;
  const [title, rest] = isIdle(report)
    ? [idleText(report), '']
    : [
        'Nothing is left to look at',
        standing > 0 ? `, and ${counted(standing, 'change')} still in place` : ', and nothing is left in place',
      ];
  const tone: Tone = isOver && !isIdle(report) ? 'good' : 'warn';
  return [
    text(
      [
        { strong: urgent.length > 0 ? `${counted(urgent.length, 'thing')} to look at` : title },
        urgent.length > first ? `${rest}. The first of them:` : `${rest}.`,
      ],
      followUps.some(({ kind }) => kind === 'evidence-differs') ? 'bad' : tone,
    ),
    {
      kind: 'list',
      items: urgent.slice(0, first).map(({ kind, what }) => [{ strong: followUpNames[kind] }, `: ${what}`]),
    },
  ];
};
