import { neutral } from '../../output/neutral.js';
import { span, type Line, type Span } from './line.js';
import { cell } from './width.js';

/** A column of a table. `width: 'rest'` takes what the others leave, at least `min`. */
export type Column<T> = {
  readonly title: string;
  readonly width: number | 'rest';
  readonly min?: number;
  /** The greater, the sooner it is left out on a narrow terminal; without it, it always stays. */
  readonly drop?: number;
  readonly align?: 'left' | 'right';
  readonly of: (row: T) => Span;
};

/** The columns that fit, each with its width. */
export type Layout<T> = readonly { readonly column: Column<T>; readonly width: number }[];

const gap = 2;

const needed = <T>({ width, min }: Column<T>): number => (width === 'rest' ? (min ?? 10) : width);

/** Chooses the columns that fit into `width`, leaving out the least needed first. */
export const layout = <T>(columns: readonly Column<T>[], width: number): Layout<T> => {
  const kept = [...columns];
  const total = (): number => kept.reduce((sum, column) => sum + needed(column) + gap, -gap);
  while (total() > width) {
    const next = Math.max(...kept.map((column) => column.drop ?? 0));
    if (next === 0) break;
    kept.splice(
      kept.findIndex((column) => column.drop === next),
      1,
    );
  }
  const spare = Math.max(0, width - total());
  return kept.map((column) => ({
    column,
    width: column.width === 'rest' ? needed(column) + spare : column.width,
  }));
};

/** The row of titles. */
export const titles = <T>(columns: Layout<T>): Line => [
  span(columns.map(({ column, width }) => cell(column.title, width, column.align)).join('  '), 'dim'),
];

/** One row of the table. */
export const tableRow = <T>(columns: Layout<T>, row: T): Line =>
  columns.flatMap(({ column, width }, index) => {
    const { text, tone } = column.of(row);
    const filled: Span = { text: cell(neutral(text), width, column.align), tone };
    return index === 0 ? [filled] : [{ text: '  ', tone: 'plain' as const }, filled];
  });
