import { randomUUID } from 'node:crypto';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { accounts, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { rootOf } from '../../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../../sandbox/gateway/world-files.js';
import { check, makeMissing, type PropertyReport } from '../../../worker/vault/property.js';
import type { Site } from '../../../worker/vault/site.js';
import { vaultProperties } from '../../../worker/vault/vault.js';
import type { SandboxAws } from '../../support/aws.js';

/** AWS's own clients of the root user of an account. */
export const rootClients = (aws: SandboxAws, account: string) => {
  const settings = { ...aws.config, maxAttempts: 3, credentials: rootOf(worldFiles(aws.world).credentials, account) };
  return { s3: new S3(settings), kms: new KMS(settings), iam: new IAM(settings), cloudtrail: new CloudTrail(settings) };
};

/** A vault that is configured in the forensics account, of which there is nothing yet. */
export const newSite = (aws: SandboxAws, worker: string, changes: Partial<Site['vault']> = {}): Site => {
  const id = randomUUID().slice(0, 8);
  return {
    vault: {
      bucket: `vault-${id}`,
      region: SANDBOX_REGION,
      roleArn: `arn:aws:iam::${accounts.forensics}:role/evidence/vault-${id}`,
      externalId: randomUUID(),
      lockMode: 'compliance',
      retainDays: 30,
      tools: {},
      ...changes,
    },
    clients: rootClients(aws, accounts.forensics),
    worker,
  };
};

/** Makes what is missing; answers what was made, and all reports. */
export const init = async (
  site: Site,
): Promise<{ readonly made: readonly string[]; readonly reports: readonly PropertyReport[] }> => {
  const made: string[] = [];
  const reports = await makeMissing(await vaultProperties(site), ({ name }) => made.push(name));
  return { made, reports };
};

/** What a check says of the properties that do not hold, by name. */
export const problems = async (site: Site): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await check(await vaultProperties(site)))
      .filter(({ state }) => state !== 'holds')
      .map(({ name, state, is }) => [name, `${state}: ${is}`]),
  );

/** The vault with its key in the configuration, as `init` asks for. */
export const configured = (site: Site, reports: readonly PropertyReport[]): Site => {
  const keyArn = reports.find(({ name }) => name === 'key')?.is;
  return { ...site, vault: { ...site.vault, keyArn } };
};
