import type { Finding, Incident } from '../../incident/incident.js';
import { line, span, type Line } from '../text/line.js';
import { clock } from '../text/time.js';

const rowsOf = ({ at, about, title, type, remote }: Finding, now: number): readonly Line[] => [
  line(span(`   ${clock(at, now)}  `, 'dim'), span(about.padEnd(11), 'strong'), ` ${title}`),
  [span(`              ${type}${remote ? ` · ${remote}` : ''}`, 'dim')],
];

/** What GuardDuty says, in at most `room` rows; nothing when not even one finding has room. */
export const findingRows = ({ findings }: Incident, room: number, now: number): readonly Line[] => {
  const fitting = findings.slice(0, Math.floor((room - 2) / 2));
  if (fitting.length === 0) return [];
  const left = findings.length - fitting.length;
  return [
    [],
    line(span(' GUARDDUTY  ', 'title'), span(`newest first${left > 0 ? ` · ${left} more` : ''}`, 'dim')),
    ...fitting.flatMap((finding) => rowsOf(finding, now)),
  ];
};
