import type { Controller } from '../controller.js';
import { say } from './saying.js';

const stillSending = 'Something is still being sent. Press q again to leave without hearing how it went.';

/** Leaves the console; asks once when something is under way whose answer nobody would see. */
export const leave = (controller: Controller): void => {
  const { busy, message } = controller.state;
  if (busy && message?.text !== stillSending) return say(controller, 'plain', stillSending);
  controller.terminal?.leave(0);
};
