import { neutral } from '../../output/neutral.js';
import { clip, widthOf } from './width.js';

/** What a piece of text means; `tones.ts` says how each looks. */
export type Tone = 'plain' | 'dim' | 'strong' | 'title' | 'good' | 'warn' | 'bad' | 'busy' | 'yours' | 'cursor';

/** A piece of one line. Made by `span` only: that is where text becomes safe to show. */
export type Span = { readonly text: string; readonly tone: Tone };

/** One row of the screen. */
export type Line = readonly Span[];

/** A piece of text, made safe for the terminal. */
export const span = (text: string, tone: Tone = 'plain'): Span => ({ text: neutral(text), tone });

/** A line of pieces; bare strings are plain. */
export const line = (...parts: readonly (string | Span)[]): Line =>
  parts.map((part) => (typeof part === 'string' ? span(part) : part));

/** How many columns a line takes. */
export const lineWidth = (parts: Line): number => parts.reduce((sum, part) => sum + widthOf(part.text), 0);

/** The line in at most `width` columns; what is cut off is shown as `…`. */
export const fit = (parts: Line, width: number): Line => {
  if (lineWidth(parts) <= width) return parts;
  const kept: Span[] = [];
  let left = width;
  for (const part of parts) {
    const size = widthOf(part.text);
    if (size > left || (size === left && part !== parts.at(-1))) {
      kept.push({ ...part, text: clip(part.text + (size > left ? '' : ' …'), left) });
      break;
    }
    kept.push(part);
    left -= size;
  }
  return kept;
};

/** `left` and `right` at the two ends of a row; when both do not fit, `right` goes first. */
export const ends = (left: Line, right: Line, width: number): Line => {
  const gap = width - lineWidth(left) - lineWidth(right);
  return gap >= 1 ? [...left, { text: ' '.repeat(gap), tone: 'plain' }, ...right] : fit(left, width);
};
