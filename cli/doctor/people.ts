import { needText } from '../../ledger/policy/demands.js';
import type { Config } from '../../worker/config.js';
import { ableToSign, proofKindsOf } from '../session/signers.js';
import { failed, ok, warning, type Line } from './line.js';

/** People: each can prove who signs; two at least; and for every rule there are enough others, whoever asks. */
export const peopleLines = ({ operators, policy }: Config): readonly Line[] => {
  const people = [...new Set(operators.map(({ person }) => person))];
  if (people.length < 2)
    return [
      failed(
        'people',
        `${people.length} person(s) can sign`,
        'Configure operators for two people at least: nobody approves their own request.',
      ),
    ];
  const rules = policy.rules.map((rule): Line => {
    const stuck = people.filter((person) => !ableToSign(rule, operators, person).enough);
    const name = `rule ${rule.name}`;
    const need = needText(rule.need);
    if (stuck.length === 0) return ok(name, `${need}: whoever asks, others can sign`);
    const fix = `Give others these roles, with a proof that the rule takes (${rule.proofs.join(', ')}): docs/approvals.md`;
    return stuck.length === people.length
      ? failed(name, `${need}: nobody’s request can be approved`, fix)
      : warning(name, `${need}: not enough others when ${stuck.join(' or ')} asks`, fix);
  });
  const proofs = operators.map((one) => `${one.name} (${[...new Set(proofKindsOf(one))].join(', ')})`);
  return [ok('people', `${people.length}: ${proofs.join(', ')}`), ...rules];
};
