import { noFacts, type Facts, type Place } from '../keys.js';
import type { Painted, View } from '../screens/screen.js';
import { paintScreen } from '../screens/screens.js';
import { guideText } from '../guide/guide.js';
import { filled } from '../screens/viewport.js';
import { current, type State } from '../state/state.js';
import { fit, span, type Line } from '../text/line.js';
import { wrap } from '../text/width.js';
import { bottom } from './bottom.js';
import { header } from './header.js';

/** The size of the terminal. */
export type Size = { readonly columns: number; readonly rows: number };

/** A whole frame, and what the keys need to know about it. */
export type Frame = {
  readonly lines: readonly Line[];
  readonly painted: Painted;
  readonly facts: Facts;
  readonly place: Place;
};

/** Where the keyboard is. */
export const placeOf = (state: State): Place => {
  if (state.typing) return state.typing.kind === 'asking' ? 'asking' : 'typing';
  const { name } = current(state).screen;
  return name === 'new' ? 'filling' : name;
};

const least = { columns: 50, rows: 14 } as const;

/** Everything on the screen: exactly one row less than the terminal has, for a full one would scroll it. */
export const frame = (view: Omit<View, 'width' | 'height'>, { columns, rows }: Size): Frame => {
  const width = columns;
  const place = placeOf(view.state);
  const total = Math.max(1, rows - 1);
  const factsOf = (painted: Painted): Facts => ({
    ...noFacts,
    sandbox: view.config.mode === 'sandbox',
    guided: view.config.mode === 'sandbox' && view.incident !== null,
    ...painted.facts,
  });
  // What is below depends on what the screen says, and the room for the screen on what is below: paint once to know.
  const guess = paintScreen({ ...view, width, height: Math.max(1, total - 5) });
  const guide = guideText(view, guess.selected);
  const below = bottom(
    view.state,
    { next: view.incident ? undefined : guess.next, guide },
    { place, facts: factsOf(guess), width },
  );
  const height = Math.max(1, total - 2 - below.length);
  const painted = height === total - 5 ? guess : paintScreen({ ...view, width, height });
  const lines: readonly Line[] = [
    header({ ...view, width, height }, painted.title),
    [span('─'.repeat(width), 'dim')],
    ...filled(painted.lines, height),
    ...below,
  ];
  const tooSmall = columns < least.columns || rows < least.rows;
  const shown = tooSmall ? small(columns, rows) : lines;
  return { lines: shown.slice(0, total).map((row) => fit(row, width)), painted, facts: factsOf(painted), place };
};

const small = (columns: number, rows: number): readonly Line[] =>
  wrap(
    `This terminal has ${columns}×${rows}; Firebreak needs ${least.columns}×${least.rows} or more. Make it larger, or press q.`,
    columns,
  ).map((row): Line => [span(row)]);
