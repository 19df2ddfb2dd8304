import { accountOf } from '../../workflows/contract/names.js';
import { keyOf } from '../../worker/vault/key.js';
import { check, makeMissing, type PropertyReport } from '../../worker/vault/property.js';
import { NoWorkerError } from '../../worker/vault/role.js';
import { vaultAccount } from '../../worker/vault/site.js';
import { vaultProperties } from '../../worker/vault/vault.js';
import type { Config } from '../../worker/config.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { configuration } from '../session/open-session.js';
import { withVaultAdmin } from '../session/vault-admin.js';

/** Makes what is missing of the evidence vault, or looks whether all holds; with the AWS credentials of this shell. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const config = configuration(invocation.text('config'));
  const [what, ...more] = invocation.positionals;
  if ((what !== 'init' && what !== 'check') || more.length > 0)
    throw usageError('firebreak vault needs init or check.', 'See firebreak vault --help.');
  const { out } = invocation;
  const worker = workerOf(invocation, config);
  return withVaultAdmin(config, worker, async (site) => {
    out.progress(`reading account ${vaultAccount(site.vault)} …`);
    const properties = await vaultProperties(site);
    const reports =
      what === 'check'
        ? await check(properties)
        : await makeMissing(properties, ({ name, should }) => out.progress(`making ${name}: ${should} …`)).catch(asked);
    const { bucket, region, roleArn } = site.vault;
    const keyArn = await keyOf(site);
    const vault = { account: vaultAccount(site.vault), bucket, region, roleArn, keyArn };
    const ok = reports.every(isRight);
    out.result({ ok, vault, properties: reports.map(shown) }, () => textOf(reports, keyArn));
    if (ok) return exit.done;
    return reports.some(({ state }) => state === 'missing' || state === 'differs') ? exit.proof : exit.unavailable;
  });
};

const isRight = ({ state }: PropertyReport): boolean => state === 'holds' || state === 'made';

const shown = (report: PropertyReport) => ({
  name: report.name,
  ok: isRight(report),
  state: report.state,
  is: report.is,
  should: report.should,
  ...(!isRight(report) && { fix: report.fix }),
});

const textOf = (reports: readonly PropertyReport[], keyArn: string | null): string =>
  [
    ...reports.flatMap((one) => {
      if (isRight(one)) return [`✓ ${one.name}: ${one.is}${one.state === 'made' ? ' (made)' : ''}`];
      return [
        `✗ ${one.name}: ${one.state === 'unread' ? `cannot be read: ${one.is}` : one.is}`,
        `    should be: ${one.should}`,
        `    ${one.fix}`,
      ];
    }),
    ...(reports.some(({ name, state }) => name === 'configuration' && state !== 'holds') && keyArn
      ? ['', `vault.keyArn: ${keyArn}`]
      : []),
  ].join('\n');

/** Whom a role that has to be made trusts. */
const workerOf = (invocation: Invocation, { vault }: Config): string | null => {
  const given = invocation.text('worker');
  if (given === undefined) return null;
  if (!/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(given))
    throw usageError(
      `${JSON.stringify(given)} is not the ARN of a role or a user.`,
      'It is what the worker acts as, such as arn:aws:iam::111122223333:role/firebreak.',
    );
  if (accountOf(given) === accountOf(vault?.roleArn ?? ''))
    throw new CliError(
      exit.refused,
      'own-account',
      `${given} is of the account that the vault is in: whoever owns that could delete its key.`,
      'Keep the vault in an account of its own, which no run changes anything in.',
    );
  return given;
};

const asked = (error: unknown): never => {
  if (!(error instanceof NoWorkerError)) throw error;
  throw new CliError(
    exit.usage,
    'no-worker',
    error.message,
    'Say whom with --worker ARN: the role or user that the worker acts as. What was made stays.',
  );
};
