import type { Controller } from '../controller.js';
import { windowOn } from '../screens/viewport.js';
import { current } from '../state/state.js';

/** How far to move: rows, a page, or all the way. */
export type Move = number | 'page-up' | 'page-down' | 'first' | 'last';

const moved = (at: number, by: Move, last: number, page: number): number => {
  const to =
    by === 'first' ? 0 : by === 'last' ? last : at + (by === 'page-up' ? -page : by === 'page-down' ? page : by);
  return Math.min(Math.max(0, last), Math.max(0, to));
};

/** A page of a text, whose height only its screen knows; rows of the page before stay in sight. */
const textPage = 10;

/** Moves the cursor of a list, or scrolls a text. */
export const move = (controller: Controller, by: Move): void => {
  const { ids, selected, reach, window } = controller.frame().painted;
  const { screen, scroll } = current(controller.state);
  if (ids.length === 0)
    return controller.happen({ type: 'scroll', to: moved(Math.min(scroll, reach), by, reach, textPage) });
  const shown = window ?? { top: 0, height: ids.length };
  const at = selected === null ? 0 : ids.indexOf(selected);
  const to = moved(at, by, ids.length - 1, Math.max(1, shown.height - 1));
  // At its end, the ledger is followed again.
  const follows = screen.name === 'ledger' && to === ids.length - 1;
  const { top } = windowOn(ids.length, to, shown);
  controller.happen({ type: 'select', id: follows ? null : (ids[to] ?? null), top });
};
