import type { Clock } from '../../workflows/contract/case-views.js';
import type { Report } from '../../ledger/view/report/model.js';
import { resourceOf } from '../../workflows/contract/names.js';
import { counted } from '../../workflows/contract/short.js';
import { durationText } from '../output/duration.js';
import { attentionBlocks } from './attention-blocks.js';
import { moment, text, type Block, type Tile } from './blocks.js';
import { approversOf, changesIn } from './changes.js';

const clockTile = (name: string, { seconds, reason, to }: Clock): Tile => ({
  name,
  value: seconds === null ? '—' : durationText(seconds),
  note: [...(seconds !== null && to ? [to.what] : []), ...(reason ? [reason] : [])].join('; '),
  tone: seconds === null ? 'warn' : 'plain',
});

const namesOf = (names: ReadonlySet<string>): string => [...names].join(' and ');

const begun = ({ case: view }: Report): string =>
  `${view.openedBy} ${view.isDeclared ? 'opened the case' : 'began the case with a run'} at ${moment(view.openedAt)}${
    view.findings.length > 0 ? `, on ${counted(view.findings.length, 'finding')}` : ''
  }.`;

const whoseRuns = ({ runs }: Report): string => {
  const made = runs.filter((run) => changesIn(run).length > 0);
  const approved = made.filter((run) => approversOf(run).length > 0);
  const by = namesOf(new Set(approved.flatMap(approversOf)));
  const how =
    approved.length === 0
      ? 'approved by nobody'
      : `${approved.length < made.length ? `${approved.length} of them ` : ''}approved by ${by}`;
  return `${counted(made.length, 'run')}, ${how},`;
};

const acted = (report: Report): string => {
  const changes = report.runs.flatMap(changesIn);
  if (changes.length === 0) return 'Nothing has been changed.';
  const targets = [...new Set(changes.map(({ target }) => resourceOf(target)))];
  const standing = changes.filter(({ isStanding }) => isStanding);
  const forGood = standing.filter(({ reversible }) => !reversible).length;
  const where = targets.length > 4 ? counted(targets.length, 'target') : targets.join(', ');
  return (
    `${whoseRuns(report)} made ` +
    `${counted(changes.length, 'change')} on ${where}: ${changes.length - standing.length} put back since, ` +
    `${standing.length - forGood} still in place${forGood > 0 ? `, ${forGood} done for good` : ''}.`
  );
};

const ended = ({ case: { closedAt, closedBy, closingReason } }: Report): string =>
  closedAt
    ? `${closedBy ?? ''} closed the case at ${moment(closedAt)}: “${closingReason ?? ''}”.`
    : 'The case is open.';

const story = (report: Report): string =>
  [begun(report), acted(report), `${counted(report.evidence.length, 'item')} of evidence.`, ended(report)].join(' ');

const proven = ({ verified, seal }: Report): Block => {
  const { ok, entries, firstBad, badSeals } = verified;
  if (!ok) {
    const why = firstBad ? `entry ${firstBad.seq}: ${firstBad.reason}` : badSeals.join('; ');
    return text([{ strong: 'THE LEDGER DOES NOT VERIFY. ' }, `Rely on nothing below. ${why}`], 'bad');
  }
  const sealed = seal
    ? `sealed at ${moment(seal.at)}${seal.stored ? ' in the vault' : ', in the ledger only'}`
    : 'not sealed';
  return text(
    [
      { strong: 'The ledger verifies: ' },
      `${counted(entries, 'entry', 'entries')}, each signed and chained; ${sealed}.`,
    ],
    seal?.stored ? 'good' : 'warn',
  );
};

/** The first screen: whether it can be relied on, what happened, how long it took, and what is left. */
export const summaryBlocks = (report: Report): readonly Block[] => {
  const { detect, notify, contain, recover } = report.case.clocks;
  return [
    proven(report),
    text(story(report)),
    {
      kind: 'tiles',
      tiles: [
        clockTile('Time to detect', detect),
        clockTile('Time to notify', notify),
        clockTile('Time to contain', contain),
        clockTile('Time to recover', recover),
      ],
    },
    ...attentionBlocks(report),
    { kind: 'picture' },
  ];
};
