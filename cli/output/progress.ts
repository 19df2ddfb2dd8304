import { durationText } from './duration.js';
import type { Output } from './output.js';
import { sizeText } from './size.js';

/** How far something is: `done` of `of` bytes, or of what `amount` says. */
export type Far = {
  readonly what: string;
  readonly done: number;
  readonly of: number;
  readonly amount?: (count: number) => string;
};

/** Shows how far something long is. */
export type Progress = {
  readonly tell: (far: Far) => void;
  /** Nothing more is told; the line that was drawn goes. */
  readonly end: () => void;
};

const width = 24;
/** Between two lines where nothing can be redrawn, in milliseconds; between two drawings where it can. */
const betweenLines = 5_000;
const betweenDrawings = 100;

/** `image  [######------]  50 %  1.0 GiB of 2.0 GiB  100 MiB/s  11 s left`, for so many bytes in so many seconds. */
export const progressText = (far: Far, moved: number, seconds: number, bar = false): string => {
  const { what, done, of, amount = sizeText } = far;
  if (of <= 0) return `${what} …`;
  const part = Math.min(1, done / of);
  const full = Math.round(part * width);
  const rate = seconds > 0 ? moved / seconds : 0;
  return [
    what,
    ...(bar ? [`[${'#'.repeat(full)}${'-'.repeat(width - full)}]`] : []),
    `${Math.floor(part * 100)} %`,
    `${amount(done)} of ${amount(of)}`,
    ...(rate > 0
      ? [`${amount(rate)}/s`, ...(done < of ? [`${durationText(Math.ceil((of - done) / rate))} left`] : [])]
      : []),
  ].join('  ');
};

/** On a terminal one line that is drawn again and again; elsewhere a line every few seconds, after the first few. */
export const openProgress = (out: Pick<Output, 'progress' | 'redraw'>, now = () => performance.now()): Progress => {
  const { redraw } = out;
  let began: { readonly what: string; readonly at: number; readonly done: number } | null = null;
  let said = redraw ? -Infinity : now();
  return {
    tell: (far) => {
      const at = now();
      if (began?.what !== far.what) began = { what: far.what, at, done: far.done };
      if (at - said < (redraw ? betweenDrawings : betweenLines)) return;
      said = at;
      const text = progressText(far, far.done - began.done, (at - began.at) / 1_000, redraw !== null);
      if (redraw) redraw(text);
      else out.progress(text);
    },
    end: () => redraw?.(null),
  };
};
