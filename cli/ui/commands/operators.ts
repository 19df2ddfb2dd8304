import type { Controller } from '../controller.js';
import { say } from './saying.js';

/** Acts as the operator `wanted` from now on, or as the next one. */
export const actAs = (controller: Controller, wanted = ''): void => {
  const { mode, operators } = controller.session.config;
  if (mode !== 'sandbox')
    return say(
      controller,
      'bad',
      'Only the sandbox lets one person act as several.',
      'Start with --as to choose whose key signs.',
    );
  const at = operators.findIndex(({ name }) => name === controller.state.operator);
  const next = wanted ? operators.find(({ name }) => name === wanted) : operators[(at + 1) % operators.length];
  if (!next)
    return say(
      controller,
      'bad',
      `There is no operator “${wanted}”.`,
      `There are: ${operators.map(({ name }) => name).join(', ')}.`,
    );
  controller.happen({ type: 'operator', name: next.name });
  say(controller, 'plain', `You act as ${next.name} now (${next.roles.join(', ')}).`);
};
