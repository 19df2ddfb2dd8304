import { span, type Line } from '../text/line.js';

/** Which rows of a list are in sight. */
export type Window = { readonly top: number; readonly height: number };

/**
 * The window that keeps the cursor in sight and otherwise stays where it was: rows that stand still are read more
 * easily, and cost nothing to draw again.
 */
export const windowOn = (count: number, cursor: number, { top, height }: Window): Window => {
  const room = Math.max(1, height);
  const inSight = Math.min(Math.max(top, cursor - room + 1), cursor);
  return { top: Math.max(0, Math.min(inSight, count - room)), height: room };
};

/** The rows of a list that are in sight. Only those are made, however many there are. */
export const listRows = <T>(
  items: readonly T[],
  cursor: number,
  { top, height }: Window,
  row: (item: T, isSelected: boolean) => Line,
): readonly Line[] =>
  items.slice(top, top + height).map((item, index) => {
    const isSelected = top + index === cursor;
    return [span(isSelected ? '▸ ' : '  ', 'strong'), ...row(item, isSelected)];
  });

/** The furthest that a text of that many rows can be scrolled. */
export const reachOf = (lines: readonly Line[], height: number): number => Math.max(0, lines.length - height);

/** The part of a text that fits into `height` rows from `scroll` on; says how much more there is. */
export const textRows = (lines: readonly Line[], scroll: number, height: number): readonly Line[] => {
  if (lines.length <= height) return lines;
  const top = Math.min(scroll, reachOf(lines, height));
  const rows = lines.slice(top, top + height);
  const below = lines.length - top - height;
  if (below > 0) rows[rows.length - 1] = [span(`  … ${below + 1} more lines: ↓ or PgDn`, 'dim')];
  return rows;
};

/** Rows filled up to exactly `height`. */
export const filled = (lines: readonly Line[], height: number): readonly Line[] => [
  ...lines.slice(0, height),
  ...Array.from({ length: Math.max(0, height - lines.length) }, (): Line => []),
];
