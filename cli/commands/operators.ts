import { IdentityError } from '../../ledger/identity-error.js';
import { proofOf, verifySigned } from '../../ledger/identity.js';
import { recordable } from '../../ledger/signed-document.js';
import { parseAllowedSigner } from '../../ledger/sshsig/allowed-signer.js';
import type { Signed } from '../../workflows/contract/documents.js';
import type { Config } from '../../worker/config.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { table } from '../output/table.js';
import { configuration } from '../session/open-session.js';
import { proofsOf, sign } from '../session/signing.js';
import { theProof } from './context.js';

/** Lists people, roles and what proves them; `verify` proves one's own set-up before the night it is needed. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const config = configuration(invocation.text('config'));
  const [what = 'list'] = invocation.positionals;
  if (what === 'list') return list(invocation, config);
  if (what !== 'verify') throw usageError(`firebreak operators has no ${JSON.stringify(what)}.`, 'list or verify');
  const operator = invocation.text('as') ?? config.as ?? config.operators[0]?.name ?? 'nobody';
  const signed = await sign(
    config,
    {
      v: 1,
      kind: 'cancel',
      operator,
      case: 'case-rehearsal',
      run: 'run-rehearsal',
      reason: 'rehearsal: proves that this signs for this operator',
      nonce: 'rehearsal-0000',
      at: new Date().toISOString(),
    },
    theProof(invocation),
  );
  const identity = verifySigned(
    await asRecorded(invocation, config, signed),
    config.operators,
    new Date().toISOString(),
  );
  const by = 'principal' in identity ? { principal: identity.principal } : { fingerprint: identity.fingerprint };
  invocation.out.result(
    { operator, ok: true, proof: proofOf(identity), ...by },
    () => `${operator} signs with ${Object.values(by).join('')}: it verifies`,
  );
  return exit.done;
};

const list = (invocation: Invocation, { operators }: Config): ExitCode => {
  const listed = operators.map((one) => {
    const { name, person, roles, keys, principals } = one;
    return { name, person, roles, keys, principals, proofs: proofsOf(one) };
  });
  invocation.out.result(listed, () =>
    table(
      ['OPERATOR', 'PERSON', 'ROLES', 'KEYS', 'PRINCIPALS'],
      listed.map(({ name, person, roles, keys, principals }) => [
        name,
        person,
        roles.join(', '),
        keys.map((line) => parseAllowedSigner(line).key.type).join(', '),
        principals.join(', '),
      ]),
    ),
  );
  return exit.done;
};

// As a worker would: of an AWS proof only AWS can say whose it is.
const asRecorded = async ({ out }: Invocation, config: Config, signed: Signed) => {
  if (!('aws' in signed)) return recordable(signed, null);
  out.progress('asking AWS STS, over the network, whose credentials signed …');
  const [{ askAws }, { proofsAt }] = await Promise.all([
    import('../../activities/engine/ask-aws.js'),
    import('../session/aws-signing.js'),
  ]);
  try {
    return recordable(signed, await askAws(signed, proofsAt(config)));
  } catch (error) {
    if (!(error instanceof Error) || error instanceof IdentityError) throw error;
    throw new CliError(exit.unavailable, 'aws-unavailable', error.message, 'Check the way from here to AWS STS.');
  }
};
