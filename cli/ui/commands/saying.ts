import type { Controller } from '../controller.js';
import type { Message, Screen } from '../state/state.js';

/** Tells the person something about the key they pressed. */
export const say = (controller: Controller, tone: Message['tone'], text: string, hint = ''): void =>
  controller.happen({ type: 'said', message: { tone, text, hint } });

/** Shows a screen above the one that is shown. */
export const go = (controller: Controller, screen: Screen): void => controller.happen({ type: 'go', screen });
