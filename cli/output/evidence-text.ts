import type { EvidenceItem } from '../../ledger/evidence/item.js';
import { shorten } from '../../workflows/contract/short.js';
import { byHand } from './evidence-by-hand.js';
import { lockText, placeText } from './evidence-place.js';
import { sizeText } from './size.js';
import { table } from './table.js';

/** Evidence as a table. */
export const evidenceTable = (items: readonly EvidenceItem[]): string =>
  items.length === 0
    ? 'Nothing was collected.'
    : table(
        ['CASE', 'KIND', 'STATE', 'SIZE', 'SHA-256', 'LOCK', 'COLLECTED', 'ID'],
        items.map((item) => [
          item.case,
          item.kind,
          item.state,
          item.bytes === null ? '' : sizeText(item.bytes),
          item.sha256 === null ? '' : shorten(item.sha256),
          item.lock ? lockText(item.lock) : 'none',
          item.collectedAt,
          item.id,
        ]),
      );

/** One item in full, with what was done with it and how it is verified by hand. */
export const evidenceText = (item: EvidenceItem): string => {
  const { tool, lock } = item;
  const rows: readonly (readonly [string, string | null])[] = [
    ['case', item.case],
    ['run', `${item.run}, step ${item.step}`],
    ['kind', item.kind],
    ['source', item.source],
    ['method', item.method],
    ['tool', tool && `${tool.name} ${tool.version}${tool.sha256 ? `, ${tool.sha256}` : ''}`],
    ['asked for by', item.operator],
    ['approved by', item.approvals.map(({ operator, person }) => `${operator} (${person})`).join(', ') || null],
    ['state', `${item.state} (entries ${item.entries.map(({ seq }) => `#${seq}`).join(', ')})`],
    ['began, ended', item.startedAt && `${item.startedAt}, ${item.endedAt}`],
    ['collected', item.collectedAt],
    ['clocks', item.clock],
    ['bytes', item.bytes === null ? null : `${item.bytes}`],
    ['sha256', item.sha256],
    ['place', placeText(item.location)],
    ['lock', lock ? lockText(lock) : 'none'],
    ['encryption', item.encryption && (item.encryption.encrypted ? (item.encryption.key ?? 'on') : 'off')],
    ['trust', item.trust],
  ];
  return [
    item.id,
    ...rows.flatMap(([name, value]) => (value ? [`  ${name.padEnd(13)} ${value}`] : [])),
    '',
    'Custody',
    ...custodyLines(item),
    '',
    'By hand',
    ...byHand(item).map((line) => `  ${line}`),
  ].join('\n');
};

const custodyLines = ({ custody }: EvidenceItem): readonly string[] =>
  custody.length === 0
    ? ['  nobody has asked for it yet']
    : custody.map(({ at, event, operator, person, purpose, seq, ok, differences = [], warnings = [] }) => {
        const what = event === 'verified' ? (ok ? 'verified: unaltered' : 'verified: NOT WHAT WAS COLLECTED') : event;
        const more = [...differences, ...warnings].join('; ');
        return `  ${at}  ${what}  ${operator} (${person}): "${purpose}"${more ? `: ${more}` : ''}  #${seq}`;
      });
