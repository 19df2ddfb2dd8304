import { needText } from '../../../ledger/policy/demands.js';
import { tally } from '../../../ledger/policy/tally.js';
import type { Controller } from '../controller.js';
import { say } from './saying.js';

/**
 * Whether anybody could sign what this operator asks for; tells the person when not. What the only one with the role
 * asks for would wait for ever.
 */
export const canBeSigned = (controller: Controller): boolean => {
  const { operators, policy } = controller.session.config;
  const me = operators.find(({ name }) => name === controller.state.operator);
  // Nothing is planned yet: what is asked at least is what the rule for everything else asks.
  const [last] = policy.rules.slice(-1);
  const others = operators.filter(({ person }) => person !== me?.person);
  const votes = others.map(
    ({ person, roles }) => ({ person, roles, proof: 'ssh-sk', verdict: 'approve', after: 0 }) as const,
  );
  if (!last || tally([last], votes).quorum) return true;
  say(
    controller,
    'bad',
    `Nobody could sign it: it needs ${needText(last.need)}, and not the one who asks.`,
    'Ask as somebody else: in the sandbox, esc and then o.',
  );
  return false;
};
