import { html, type Markup } from '../markup.js';
import type { MarkKind, Span } from './lanes.js';
import { markAt, markNames, spanAt, spanNames } from './marks.js';

/** How much room the legend takes, from top to bottom. */
export const legendHeight = 88;

type Key = { readonly width: number; readonly draw: (x: number, y: number) => Markup; readonly name: string };

// A letter of the legend's size is about as wide as this; too much rather than too little.
const letter = 7.8;

const keys: readonly Key[] = [
  ...(Object.entries(spanNames) as readonly (readonly [Span['kind'], string])[]).map(([kind, name]) => ({
    width: 26,
    draw: (x: number, y: number) => spanAt(kind, x, x + 20, y),
    name,
  })),
  ...(Object.entries(markNames) as readonly (readonly [MarkKind, string])[]).map(([kind, name]) => ({
    width: 18,
    draw: (x: number, y: number) => markAt(kind, x + 7, y),
    name,
  })),
];

/** What bars and marks mean, in as many rows as it takes. */
export const legend = (top: number, right: number): Markup => {
  let [x, y] = [4, top];
  const drawn = keys.map(({ width, draw, name }) => {
    const next = x + width + name.length * letter + 16;
    if (next > right) [x, y] = [4, y + 24];
    const at = x;
    x = at + width + name.length * letter + 16;
    return html`${draw(at, y)}<text class="legend" x="${at + width}" y="${y + 4}">${name}</text>`;
  });
  return html`<g>
    ${drawn}
    <text class="legend" x="4" y="${y + 30}">
      Times are UTC. In the shaded parts nothing happened: they are drawn shorter than they were.
    </text>
  </g>`;
};
