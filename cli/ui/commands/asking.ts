import type { Controller } from '../controller.js';
import { say } from './saying.js';

/**
 * Whether anybody could sign what this operator asks for; tells the person when not. What the only one with the role
 * asks for would wait for ever.
 */
export const canBeSigned = (controller: Controller): boolean => {
  const { operators, policy } = controller.session.config;
  const me = operators.find(({ name }) => name === controller.state.operator);
  const able = operators.filter(
    (one) => one.person !== me?.person && one.roles.some((role) => policy.roles.includes(role)),
  );
  if (able.length >= policy.quorum) return true;
  say(
    controller,
    'bad',
    `Nobody could sign it: it needs ${policy.quorum} of ${policy.roles.join(' or ')}, and not the one who asks.`,
    'Ask as somebody else: in the sandbox, esc and then o.',
  );
  return false;
};
