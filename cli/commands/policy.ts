import { catalogue } from '../../activities/catalogue.js';
import { needText } from '../../ledger/policy/demands.js';
import { misfits, rulesFor, type StepFacts } from '../../ledger/policy/fits.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { configuration } from '../session/open-session.js';
import { playbookNamed } from '../session/check-launch.js';
import { ableToSign } from '../session/signers.js';
import { asSeverity } from './case-names.js';

const usage = 'firebreak policy test PLAYBOOK --action ACTION [--severity P1..P4] [--account ID] [--environment E]';

/** Explains which rules a step of a playbook would fall under, why the others do not fit, and who could sign it. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [what, playbook] = invocation.positionals;
  if (what !== 'test' || playbook === undefined) throw usageError('firebreak policy needs test PLAYBOOK.', usage);
  const { policy, operators } = configuration(invocation.text('config'));
  const facts = factsOf(invocation, playbook);
  const counting = rulesFor(policy, facts);
  const requester = operators.find(({ name }) => name === invocation.text('as'))?.person ?? null;
  const rules = policy.rules.map((rule) => {
    const why = misfits(rule, facts);
    const counts = counting.includes(rule);
    return {
      rule: rule.name,
      counts,
      why: counts ? ['it fits'] : why.length > 0 ? why : ['an earlier rule fits'],
      need: rule.need,
      proofs: rule.proofs,
      denial: rule.denial,
      expiresAfter: rule.expiresAfter,
      ...(counts && ableToSign(rule, operators, requester)),
    };
  });
  invocation.out.result({ step: facts, rules }, () =>
    [
      `${facts.playbook} ${facts.action}: ${facts.effect}, ${facts.reversible ? 'can be put back' : 'cannot be put back'}, ${facts.severity}, account ${facts.account}, environment ${facts.environment ?? 'unknown'}`,
      '',
      ...rules.flatMap((one) => [
        `${one.counts ? '→' : ' '} ${one.rule}: ${one.why.join('; ')}`,
        ...(one.counts
          ? [
              `    needs ${needText(one.need)}, by ${one.proofs.join(' or ')}, within ${Math.round(one.expiresAfter / 60)} min`,
              `    could sign: ${one.signers?.join(', ') || 'nobody'}${one.enough ? '' : ', which is not enough'}`,
            ]
          : []),
      ]),
    ].join('\n'),
  );
  return exit.done;
};

const factsOf = (invocation: Invocation, name: string): StepFacts => {
  const playbook = playbookNamed(name);
  const actions = playbook.outline.flatMap((stage) => stage.actions);
  const wanted = invocation.text('action');
  const action = catalogue.find((one) => one.name === wanted && actions.includes(one.name));
  if (!action)
    throw usageError(
      wanted === undefined ? 'Name the action with --action.' : `${name} has no action ${JSON.stringify(wanted)}.`,
      `It has: ${actions.join(', ')}.`,
    );
  return {
    playbook: playbook.name,
    action: action.name,
    effect: action.effect,
    severity: asSeverity(invocation.text('severity') ?? 'P2'),
    account: invocation.text('account') ?? 'unknown',
    environment: invocation.text('environment') ?? null,
    // What collects alters nothing that would have to be put back; a plan may still say otherwise of one target.
    reversible: !invocation.flag('irreversible') && (action.effect !== 'change' || action.undo !== undefined),
  };
};
