import type { EvidenceItem } from '../../ledger/evidence/item.js';
import type { Report } from '../../ledger/view/report/model.js';
import { resourceOf } from '../../workflows/contract/names.js';
import { counted } from '../../workflows/contract/short.js';
import { lockText, placeText } from '../output/evidence-place.js';
import { heading, moment, tableOf, type Block, type Line } from './blocks.js';

const custodyOf = ({ custody }: EvidenceItem): string => {
  const checks = custody.filter(({ event }) => event === 'verified');
  const last = checks.at(-1);
  const handed = custody.filter(({ event }) => event === 'handed-over').length;
  return [
    last ? `${last.ok ? 'verified' : 'NOT WHAT WAS COLLECTED'} ${moment(last.at)}` : 'not verified since',
    ...(handed > 0 ? [`handed over ${counted(handed, 'time')}`] : []),
  ].join('; ');
};

const row = (item: EvidenceItem): readonly Line[] => [
  [{ strong: item.kind }, ` ${item.state}`],
  [resourceOf(item.source)],
  [moment(item.collectedAt), `, ${item.method}`],
  item.sha256 ? [{ code: item.sha256 }, item.bytes === null ? '' : ` ${item.bytes} bytes`] : ['no hash'],
  [placeText(item.location), `, ${item.lock ? lockText(item.lock, moment) : 'not locked'}`],
  [custodyOf(item), ' ', { code: item.entries.map(({ seq }) => `#${seq}`).join(' ') }],
];

/** What was collected, by its hashes, where it is, and what became of it. */
export const evidenceBlocks = ({ evidence }: Report): readonly Block[] => [
  heading('Evidence'),
  tableOf(
    ['What', 'Of', 'Collected', 'SHA-256', 'Place and lock', 'Custody'],
    evidence.map(row),
    'Nothing was collected.',
  ),
];
