import { launch } from '../acting.js';
import type { Controller } from '../controller.js';
import { formRows, launchOf, moved } from '../state/form.js';
import { canBeSigned } from './asking.js';
import { say } from './saying.js';

/** Moves the keyboard to another row of the form. */
export const moveField = (controller: Controller, by: number): void => {
  const { form } = controller.state;
  if (form) controller.happen({ type: 'form', form: moved(form, formRows(form, controller.offer), by) });
};

/** Goes on in the form; on its last row, asks for the run, or says what is missing. */
export const choose = (controller: Controller): void => {
  const { form, busy } = controller.state;
  if (!form) return;
  const row = formRows(form, controller.offer).find(({ id }) => id === form.row);
  // Whoever presses ↵ on the first target means that one.
  if (row?.kind === 'check' && form.chosen.length === 0) return controller.fill('space');
  if (row?.kind !== 'go') return moveField(controller, 1);
  if (busy) return;
  const wanted = launchOf(form, controller.offer);
  if (!('missing' in wanted)) {
    if (canBeSigned(controller)) void launch(controller, wanted);
    return;
  }
  controller.happen({ type: 'form', form: { ...form, row: wanted.row } });
  say(controller, 'bad', wanted.missing);
};
