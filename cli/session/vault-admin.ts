import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { clientSettings } from '../../activities/aws/client-settings.js';
import { accountOf } from '../../workflows/contract/names.js';
import { rootOf } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import { layout } from '../../sandbox/stack/layout.js';
import { sandboxStatus } from '../../sandbox/stack/up.js';
import type { Config } from '../../worker/config.js';
import { vaultAccount, type Site } from '../../worker/vault/site.js';
import { CliError, exit } from '../errors.js';

/** The vault of the configuration, with its Region. */
const vaultOf = ({ vault, aws }: Config): Site['vault'] => {
  if (vault) return { ...vault, region: vault.region ?? aws.region };
  throw new CliError(
    exit.usage,
    'no-vault',
    'No vault is configured.',
    'Set vault.bucket, vault.roleArn (a role of another account), vault.externalId (uuidgen makes one) and vault.retainDays in firebreak.yaml: docs/vault.md.',
  );
};

/** Where its AWS is, and who administers it: in the sandbox the vault account's root, else whoever this shell is. */
const administrator = (config: Config, account: string) => {
  if (config.mode !== 'sandbox') return {};
  const status = sandboxStatus();
  if (!status) throw new CliError(exit.unavailable, 'down', 'The sandbox is not up.', 'Start it with: firebreak up');
  return { endpoint: status.aws.endpoint, credentials: rootOf(worldFiles(layout().world).credentials, account) };
};

/**
 * Lets `work` look at the vault as an administrator of its account. Firebreak's own role could not: what it may write to
 * it must not be able to undo. Refuses credentials of another account.
 */
export const withVaultAdmin = async <T>(
  config: Config,
  worker: string | null,
  work: (site: Site) => Promise<T>,
): Promise<T> => {
  const vault = vaultOf(config);
  const account = vaultAccount(vault);
  const settings = { ...clientSettings(vault.region), maxAttempts: 3, ...administrator(config, account) };
  const clients = {
    s3: new S3(settings),
    kms: new KMS(settings),
    iam: new IAM(settings),
    cloudtrail: new CloudTrail(settings),
    sts: new STS(settings),
  };
  try {
    const { Arn = '' } = await clients.sts.getCallerIdentity({});
    if (accountOf(Arn) !== account)
      throw new CliError(
        exit.refused,
        'wrong-account',
        `These AWS credentials are ${Arn}: the vault is in account ${account}.`,
        `Take those of an administrator of ${account}, with AWS_PROFILE for instance.`,
      );
    return await work({ vault, clients, worker });
  } catch (error) {
    throw told(error);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
};

/** An error of AWS or of the way to it, as a command says it. */
const told = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof CliError) return error;
  if (error.name === 'CredentialsProviderError')
    return new CliError(
      exit.refused,
      'no-credentials',
      `There are no AWS credentials here: ${error.message}`,
      'Name a profile of an administrator of the vault’s account with AWS_PROFILE.',
    );
  if (!('$metadata' in error) && !('code' in error)) return error;
  return new CliError(
    exit.unavailable,
    'aws',
    `AWS did not do what was asked (${error.name}): ${error.message}`,
    'Check the way to AWS, and that these credentials administer S3, KMS, IAM and CloudTrail of the vault’s account.',
  );
};
