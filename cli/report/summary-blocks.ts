import type { Clock } from '../../workflows/contract/case-views.js';
import type { ActionReport, Report } from '../../ledger/view/report/model.js';
import { resourceOf } from '../../workflows/contract/names.js';
import { counted } from '../../workflows/contract/short.js';
import { durationText } from '../output/duration.js';
import { moment, text, type Block, type Tile, type Tone } from './blocks.js';
import { followUpNames } from './names.js';

const clockTile = (name: string, { seconds, reason, to }: Clock): Tile => ({
  name,
  value: seconds === null ? '—' : durationText(seconds),
  note: [...(seconds !== null && to ? [to.what] : []), ...(reason ? [reason] : [])].join('; '),
  tone: seconds === null ? 'warn' : 'plain',
});

// What went out and was never answered counts too: it may have changed something.
const changesOf = ({ runs }: Report): readonly ActionReport[] =>
  runs.flatMap(({ actions }) =>
    actions.filter((one) => one.effect === 'change' && !one.isRelease && (one.isStanding || one.calls.length > 0)),
  );

const namesOf = (names: ReadonlySet<string>): string => [...names].join(' and ');

const begun = ({ case: view }: Report): string =>
  `${view.openedBy} ${view.isDeclared ? 'opened the case' : 'began the case with a run'} at ${moment(view.openedAt)}${
    view.findings.length > 0 ? `, on ${counted(view.findings.length, 'finding')}` : ''
  }.`;

const acted = (report: Report): string => {
  const changes = changesOf(report);
  if (changes.length === 0) return 'Nothing has been changed.';
  const targets = [...new Set(changes.map(({ target }) => resourceOf(target)))];
  const decisions = report.runs.flatMap(({ gates }) => gates.flatMap((gate) => gate.decisions));
  const approvers = new Set(decisions.flatMap(({ decision, operator }) => (decision === 'approve' ? [operator] : [])));
  const standing = changes.filter(({ isStanding }) => isStanding);
  const forGood = standing.filter(({ reversible }) => !reversible).length;
  const where = targets.length > 4 ? counted(targets.length, 'target') : targets.join(', ');
  return (
    `${counted(report.runs.length, 'run')}${approvers.size > 0 ? `, approved by ${namesOf(approvers)},` : ''} made ` +
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

/** How many of the follow-ups are on the first screen. */
const first = 3;

const attention = ({ case: view, followUps }: Report): readonly Block[] => {
  const urgent = followUps.filter(({ kind }) => kind !== 'note');
  const standing = view.standing.filter(({ reversible }) => reversible).length;
  const tone: Tone = urgent.length > 0 || standing > 0 ? 'warn' : 'good';
  const left = standing > 0 ? `, and ${counted(standing, 'change')} still in place` : ', and nothing is left in place';
  return [
    text(
      [
        { strong: urgent.length > 0 ? `${counted(urgent.length, 'thing')} to look at` : 'Nothing is left to look at' },
        urgent.length > first ? `${left}. The first of them:` : `${left}.`,
      ],
      tone,
    ),
    {
      kind: 'list',
      items: urgent.slice(0, first).map(({ kind, what }) => [{ strong: followUpNames[kind] }, `: ${what}`]),
    },
  ];
};

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
    ...attention(report),
    { kind: 'picture' },
  ];
};
