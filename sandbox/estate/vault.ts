import { createHash, randomUUID } from 'node:crypto';
import type { S3 } from '@aws-sdk/client-s3';
import { keyOf } from '../../worker/vault/key.js';
import { makeMissing } from '../../worker/vault/property.js';
import { vaultProperties } from '../../worker/vault/vault.js';
import { accounts, SANDBOX_REGION } from '../gateway/accounts.js';
import { present } from './answers.js';
import type { Clients } from './clients.js';

const BUCKET = 'acme-forensics-vault';
const ROLE = 'firebreak-vault';
const ACCOUNT = accounts.forensics;

/** Where evidence is kept, in the forensics account, and how the worker gets there. */
export type Vault = {
  readonly account: string;
  readonly bucket: string;
  readonly roleArn: string;
  readonly externalId: string;
  readonly keyArn: string;
  /** What may be run on a suspect host, by the name that the configuration has for it. */
  readonly tools: Readonly<Record<'avml' | 'ec2rescue', Tool>>;
};

type Tool = { readonly key: string; readonly sha256: string; readonly version: string };

/** The ARN of the vault's role, before there is one. */
export const VAULT_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;

/**
 * Makes the vault as `firebreak vault init` does, for the principal `worker` of the account under attack: objects are kept
 * for 30 days unless somebody with the right to do so says otherwise. And puts the tools there.
 */
export const makeVault = async (clients: Clients, worker: string): Promise<Vault> => {
  const externalId = randomUUID();
  const vault = {
    bucket: BUCKET,
    region: SANDBOX_REGION,
    roleArn: VAULT_ROLE_ARN,
    externalId,
    lockMode: 'governance',
    retainDays: 30,
    tools: {},
  } as const;
  const site = { vault, clients, worker };
  await makeMissing(await vaultProperties(site), () => undefined);
  const tools = {
    avml: await putTool(clients.s3, 'tools/avml-0.19.0', '0.19.0'),
    ec2rescue: await putTool(clients.s3, 'tools/EC2Rescue-1.1.7.zip', '1.1.7'),
  };
  const keyArn = present(await keyOf(site));
  return { account: ACCOUNT, bucket: BUCKET, roleArn: VAULT_ROLE_ARN, externalId, keyArn, tools };
};

// No real tool is shipped: the simulated hosts look at its hash, and play what it does.
const putTool = async (s3: S3, key: string, version: string): Promise<Tool> => {
  const body = Buffer.from(`This stands for ${key} on the hosts of the sandbox.\n`);
  await s3.putObject({ Bucket: BUCKET, Key: key, Body: body, ChecksumAlgorithm: 'SHA256' });
  return { key, sha256: createHash('sha256').update(body).digest('hex'), version };
};
