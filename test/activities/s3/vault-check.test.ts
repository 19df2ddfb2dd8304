import { S3Client, CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readingFor } from '../../../activities/aws/attempt.js';
import type { Aws } from '../../../activities/aws/aws.js';
import { createClients } from '../../../activities/aws/clients.js';
import type { VaultSettings } from '../../../activities/aws/vault.js';
import { usableVault } from '../../../activities/s3/vault-check.js';
import { openProtection } from '../../../activities/self-protection/protection.js';
import { Authority } from '../../../ledger/authority.js';
import { accounts, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { Office } from '../fixtures/office.js';
import { makeVault, makeWorker, vaultS3 } from '../fixtures/vault.js';

let office: Office;
let settings: VaultSettings;
let s3: S3Client;
beforeAll(async () => {
  office = await Office.open(async (aws) => {
    settings = await makeVault(aws);
    return { vault: settings, worker: await makeWorker(aws, ['captureMemory']) };
  });
  s3 = vaultS3(office.aws);
}, 60_000);
afterAll(() => office.close());

/** What planning finds of a vault that is configured like this. */
const check = async (changes: Partial<VaultSettings> | null): Promise<unknown> => {
  const { ledger } = office;
  const protection = openProtection([], async () => []);
  const recorder = { ledger, authority: new Authority(ledger, []), protection, actor: 'worker:test' };
  const clients = createClients(SANDBOX_REGION, recorder, changes ? { vault: { ...settings, ...changes } } : {});
  const aws = { account: accounts.victim, vault: clients.vault, once: (_: string, make: () => unknown) => make() };
  const job = readingFor({ case: 'case-1', run: 'run-1' });
  try {
    return await clients.during(job, () => usableVault(aws as unknown as Aws, 'any/image'));
  } finally {
    clients.close();
  }
};

describe('a vault', () => {
  it('that keeps what it is given is used', async () => {
    await expect(check({})).resolves.toMatchObject({ bucket: settings.bucket });
  });

  it('that is not configured is asked for, with what to set', async () => {
    await expect(check(null)).rejects.toMatchObject({ type: 'Refused', details: [expect.stringContaining('roleArn')] });
  });

  it('in the account under attack is refused', async () => {
    const roleArn = `arn:aws:iam::${accounts.victim}:role/vault`;
    await expect(check({ roleArn })).rejects.toMatchObject({ message: expect.stringContaining('under attack') });
  });

  it('that does not let us in is refused, not left out', async () => {
    await expect(check({ externalId: 'another' })).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining('sts:AssumeRole'),
    });
  });

  it('without Object Lock is refused', async () => {
    // The role's rights are on the names that begin like its own bucket.
    const bucket = `${settings.bucket}-plain`;
    const where = { LocationConstraint: SANDBOX_REGION } as const;
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: where }));
    await expect(check({ bucket })).rejects.toMatchObject({
      message: expect.stringMatching(/keeps no versions.*has no Object Lock/),
    });
  });
});
