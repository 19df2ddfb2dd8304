import type { Clock } from '../../workflows/contract/case-views.js';
import type { Report } from '../../ledger/view/report/model.js';
import { durationText } from '../output/duration.js';
import { heading, moment, tableOf, text, type Block, type Line } from './blocks.js';

const clockRow = (name: string, { from, to, seconds, reason }: Clock): readonly Line[] => [
  [{ strong: name }],
  [seconds === null ? 'not known' : durationText(seconds)],
  from ? [`${from.what}, ${moment(from.at)} `, { code: from.ref }] : ['—'],
  to ? [`${to.what}, ${moment(to.at)} `, { code: to.ref }] : ['—'],
  [reason ?? ''],
];

/** The case itself: where the clocks were read off, what was reported, and what people wrote down. */
export const caseBlocks = ({ case: view, runs }: Report): readonly Block[] => {
  const { detect, notify, contain, recover } = view.clocks;
  const places = [...new Set(runs.map(({ account, region }) => `${account} ${region}`))];
  return [
    heading('The case'),
    text([
      { strong: view.id },
      ` · ${view.severity} · ${view.state}${places.length > 0 ? ` · AWS ${places.join(', ')}` : ''}`,
    ]),
    tableOf(
      ['Clock', 'Time', 'From', 'To', 'Note'],
      [
        clockRow('detect', detect),
        clockRow('notify', notify),
        clockRow('contain', contain),
        clockRow('recover', recover),
      ],
      '',
    ),
    heading('Findings', 3),
    tableOf(
      ['Severity', 'Finding', 'On', 'First event', 'Reported', 'Added by'],
      view.findings.map((one) => [
        [{ strong: one.severity }],
        [`${one.provider} `, { code: one.type }, ` “${one.title}” ${one.id}`],
        [one.resources.join(', ')],
        [one.firstSeen ? moment(one.firstSeen) : 'not said'],
        [one.createdAt ? moment(one.createdAt) : 'not said'],
        [`${one.addedBy} `, { code: one.ref }],
      ]),
      'None is on the case.',
    ),
    ...(view.notes.length > 0
      ? [
          heading('Notes', 3),
          tableOf(
            ['At', 'By', 'Note'],
            view.notes.map(({ at, by, text: note, ref }) => [[moment(at)], [by], [note, ' ', { code: ref }]]),
            '',
          ),
        ]
      : []),
  ];
};
