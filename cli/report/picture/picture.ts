import type { Report } from '../../../ledger/view/report/model.js';
import { durationText } from '../../output/duration.js';
import { html, type Markup } from '../markup.js';
import { lanesOf, type Lane, type Mark, type MarkKind } from './lanes.js';
import { legend, legendHeight } from './legend.js';
import { markAt, spanAt } from './marks.js';
import { scaleOf, type Scale } from './scale.js';

const width = 960;
const left = 176;
const right = 936;
const top = 52;
const laneHeight = 72;

const round = (value: number): number => Math.round(value * 10) / 10;

// Changes stand above the bar, what was collected below it, decisions on it.
const offsets: Readonly<Record<MarkKind, number>> = {
  finding: 0,
  opened: 0,
  closed: 0,
  approved: 0,
  denied: 0,
  change: -15,
  undone: -15,
  failed: -15,
  evidence: 15,
};

/** Marks that would hide each other are one, with how many they are. */
const closest = 9;

const grouped = (marks: readonly Mark[], x: Scale['x']) => {
  const groups: { kind: MarkKind; place: number; last: number; count: number }[] = [];
  for (const { kind, at } of marks.toSorted((one, other) => one.at - other.at)) {
    const place = x(at);
    const near = groups.findLast((group) => group.kind === kind);
    if (near && place - near.last < closest) Object.assign(near, { last: place, count: near.count + 1 });
    else groups.push({ kind, place, last: place, count: 1 });
  }
  return groups.map(({ kind, place, last, count }) => ({ kind, place: round((place + last) / 2), count }));
};

// Beside a mark in the middle of a lane, above or below one at its edge: there may be another right after it.
const countAt = (kind: MarkKind, count: number, x: number, y: number): Markup => {
  const offset = offsets[kind];
  if (offset === 0) return html`<text class="count" x="${x + 10}" y="${y + 4}">×${count}</text>`;
  return html`<text class="count" x="${x}" y="${offset < 0 ? y - 9 : y + 15}" text-anchor="middle">×${count}</text>`;
};

// The names of cases may be longer than there is room for; they are in full in the tables.
const fitting = (name: string): string => (name.length > 19 ? `${name.slice(0, 18)}…` : name);

const drawn = ({ name, id, spans, marks }: Lane, index: number, { x }: Scale): Markup => {
  const y = top + index * laneHeight + laneHeight / 2;
  return html`<g>
    <path class="rule" d="M0 ${y + laneHeight / 2}h${width}" />
    <text class="name" x="4" y="${y - 3}">${fitting(name)}</text>
    <text class="id" x="4" y="${y + 15}">${fitting(id)}</text>
    ${spans.map(({ kind, from, to }) => spanAt(kind, round(x(from)), round(x(to)), y))}
    ${grouped(marks, x).map(
      ({ kind, place, count }) =>
        html`${markAt(kind, place, y + offsets[kind])}${
          count > 1 ? countAt(kind, count, place, y + offsets[kind]) : ''
        }`,
    )}
  </g>`;
};

const timeOf = (at: number, before: number | undefined): string => {
  const text = new Date(at).toISOString();
  const isSameDay = before !== undefined && new Date(before).toISOString().slice(0, 10) === text.slice(0, 10);
  return isSameDay ? text.slice(11, 19) : `${text.slice(5, 10)} ${text.slice(11, 19)}`;
};

const axis = ({ x, cuts, labelled }: Scale, height: number): Markup => {
  const labels = labelled.map((at, index) => ({
    place: round(x(at)),
    text: timeOf(at, labelled[index - 1]),
    isLast: index === labelled.length - 1 && index > 0,
  }));
  return html`
    ${cuts.map(
      ({ from, to, seconds }) =>
        html`<rect
            class="cut"
            x="${round(from + 6)}"
            y="${top}"
            width="${round(to - from - 12)}"
            height="${height - top}"
          />
          <text class="gap" x="${round((from + to) / 2)}" y="${top - 6}" text-anchor="middle"
            >${durationText(seconds)}</text
          >`,
    )}
    ${labels.map(
      ({ place, text, isLast }, index) =>
        html`<path class="tick" d="M${place} ${top - 4}V${height}" /><text
            class="time"
            x="${place}"
            y="${index % 2 === 0 || isLast ? 14 : 30}"
            text-anchor="${isLast ? 'end' : 'start'}"
            >${text}</text
          >`,
    )}
  `;
};

/** The case over time: runs, gates, changes and evidence, on one scale. Drawn for 800 units of width or more. */
export const picture = (report: Report): Markup => {
  const { lanes, left: unseen } = lanesOf(report);
  const instants = lanes.flatMap(({ spans, marks }) => [
    ...spans.flatMap(({ from, to }) => [from, to]),
    ...marks.map(({ at }) => at),
  ]);
  const scale = scaleOf(instants, left, right);
  const bottom = top + lanes.length * laneHeight;
  const height = bottom + legendHeight + (unseen > 0 ? 18 : 0);
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    class="picture"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="The case over time"
  >
    ${axis(scale, bottom)} ${lanes.map((lane, index) => drawn(lane, index, scale))} ${legend(bottom + 20, width)}
    ${unseen > 0 ? html`<text class="legend" x="4" y="${height - 6}">${unseen} more runs are in the tables below.</text>` : ''}
  </svg>`;
};
