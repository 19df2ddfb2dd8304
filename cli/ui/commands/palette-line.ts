import type { Controller } from '../controller.js';
import { paletteMatches, parsePalette } from '../palette.js';
import { field } from '../state/field.js';
import { leave } from './leaving.js';
import { actAs } from './operators.js';
import { openForm, openLedger, runOf } from './opening.js';
import { go, say } from './saying.js';

/** Does what a `:` line says. */
export const runPalette = (controller: Controller, text: string): void => {
  const wanted = parsePalette(text);
  if (!wanted)
    return say(
      controller,
      'bad',
      `There is no command “${text.trim()}”.`,
      'Press tab to complete, esc to leave, ? afterwards for all of them.',
    );
  const { name, argument } = wanted;
  // Asked before the line closes: what the cursor is on decides which case is meant.
  const run = runOf(controller);
  controller.happen({ type: 'stop' });
  switch (name) {
    case 'runs':
      return controller.happen({ type: 'home' });
    case 'approvals':
    case 'help':
      return go(controller, { name });
    case 'new':
      return openForm(controller);
    case 'quit':
      return leave(controller);
    case 'operator':
      return actAs(controller, argument);
    case 'ledger':
      if (argument || run) return openLedger(controller, argument || (run?.case ?? ''));
      return say(controller, 'bad', 'Which case? Type its id after ledger.');
    case 'run':
      return openRun(controller, argument);
  }
};

const openRun = (controller: Controller, wanted: string): void => {
  const { rows } = controller.feed.snapshot();
  const found = wanted === '' ? [] : rows.filter(({ run }) => run.startsWith(wanted));
  const one = found.find(({ run }) => run === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (one) go(controller, { name: 'run', run: one.run });
  else if (found.length > 1) say(controller, 'bad', `${found.length} runs begin with ${wanted}.`);
  else say(controller, 'bad', `There is no run “${wanted}”.`);
};

/** Completes the command of a `:` line when only one can be meant. */
export const complete = (controller: Controller): void => {
  const { typing } = controller.state;
  const [only, other] = typing?.kind === 'palette' ? paletteMatches(typing.field.text) : [];
  if (only && !other) controller.happen({ type: 'edit', field: field(`${only.name}${only.argument ? ' ' : ''}`) });
};
