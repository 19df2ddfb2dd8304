import type { Line, Tone } from './text/line.js';

/** How a piece of text looks: the codes that begin and end it (ECMA-48 SGR). */
export type Style = readonly { readonly on: number; readonly off: number; readonly isColour?: true }[];

const bold = { on: 1, off: 22 };
const dim = { on: 2, off: 22 };
const inverse = { on: 7, off: 27 };
const colour = (on: number) => ({ on, off: 39, isColour: true }) as const;

// The only place that names a colour. The basic sixteen follow the reader's own terminal theme.
const red = colour(31);
const green = colour(32);
const yellow = colour(33);
const blue = colour(34);
const magenta = colour(35);
const cyan = colour(36);

const styles: Readonly<Record<Tone, Style>> = {
  plain: [],
  dim: [dim],
  strong: [bold],
  title: [blue, bold],
  good: [green],
  warn: [yellow],
  bad: [red, bold],
  busy: [cyan],
  yours: [magenta, bold],
  cursor: [inverse],
};

/** Whether colours are wanted here (no-color.org). */
export const wantsColour = (environment: NodeJS.ProcessEnv): boolean =>
  !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';

/**
 * Turns lines into text with their looks. Without colours, weight and inversion stay, and the words and marks say all.
 * One string for a row: a component for every piece would cost a frame more than it may take.
 */
export const painter = (colours: boolean): ((line: Line) => string) => {
  const codes = Object.fromEntries(
    Object.entries(styles).map(([tone, style]) => {
      const used = style.filter(({ isColour }) => colours || !isColour);
      const begin = used.map(({ on }) => `\u001b[${on}m`).join('');
      const end = used.toReversed().map(({ off }) => `\u001b[${off}m`);
      return [tone, { begin, end: [...new Set(end)].join('') }];
    }),
  ) as Record<Tone, { readonly begin: string; readonly end: string }>;
  return (line) =>
    line.map(({ text, tone }) => (text === '' ? '' : `${codes[tone].begin}${text}${codes[tone].end}`)).join('');
};
