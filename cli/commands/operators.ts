import { verifySigned } from '../../ledger/identity.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { table } from '../output/table.js';
import { configuration } from '../session/open-session.js';
import { sign } from '../session/signing.js';

/** Lists people, roles and keys; `verify` proves one's own set-up before the night it is needed. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const config = configuration(invocation.text('config'));
  const [what = 'list'] = invocation.positionals;
  if (what === 'list') {
    const listed = config.operators.map(({ name, person, roles, keys }) => ({
      name,
      person,
      roles,
      keys,
      proofs: ['ssh'],
    }));
    invocation.out.result(listed, () =>
      table(
        ['OPERATOR', 'PERSON', 'ROLES', 'KEYS'],
        listed.map((one) => [
          one.name,
          one.person,
          one.roles.join(', '),
          one.keys.map((key) => key.split(' ')[0]).join(', '),
        ]),
      ),
    );
    return exit.done;
  }
  if (what !== 'verify') throw usageError(`firebreak operators has no ${JSON.stringify(what)}.`, 'list or verify');
  const operator = invocation.text('as') ?? config.as ?? config.operators[0]?.name ?? 'nobody';
  const signed = await sign(config, {
    v: 1,
    kind: 'cancel',
    operator,
    case: 'case-rehearsal',
    run: 'run-rehearsal',
    reason: 'rehearsal: proves that this key signs for this operator',
    nonce: 'rehearsal-0000',
    at: new Date().toISOString(),
  });
  const { fingerprint } = verifySigned(signed, config.operators);
  invocation.out.result(
    { operator, ok: true, fingerprint },
    () => `${operator} signs with ${fingerprint}: it verifies`,
  );
  return exit.done;
};
