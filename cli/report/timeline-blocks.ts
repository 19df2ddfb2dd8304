import type { Report } from '../../ledger/view/report/model.js';
import { resourceOf } from '../../workflows/contract/names.js';
import { counted } from '../../workflows/contract/short.js';
import { whoText } from '../output/who.js';
import { heading, moment, tableOf, text, type Block, type Line } from './blocks.js';
import { condensed, type CondensedRow } from './condensed.js';

const row = ({
  at,
  until,
  count,
  source,
  who,
  what,
  target,
  ref,
  lastRef,
  requestId,
}: CondensedRow): readonly Line[] => [
  [moment(at), moment(until) !== moment(at) ? ` to ${moment(until).slice(11)}` : ''],
  [source],
  [whoText(who)],
  [what, count > 1 ? ` (${counted(count, 'time')})` : target && target !== '*' ? ` · ${resourceOf(target)}` : ''],
  [{ code: count > 1 ? `${ref} … ${lastRef}` : ref }, ...(requestId && count === 1 ? [' ', { code: requestId }] : [])],
];

/** What happened, in order. What is routine and alike stands together; JSON has every row. */
export const timelineBlocks = ({ case: view }: Report): readonly Block[] => [
  heading('Timeline'),
  text('Numbers are entries of the ledger; longer ones are AWS’s ids of the requests, as CloudTrail has them.'),
  tableOf(['At', 'Source', 'Who', 'What', 'Entry'], condensed(view.timeline).map(row), 'Nothing.'),
];
