import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { VaultSettings } from '../../../activities/aws/vault.js';
import { createClients } from '../../../activities/aws/clients.js';
import { examine } from '../../../activities/engine/examination.js';
import { openProtection } from '../../../activities/self-protection/protection.js';
import { Authority } from '../../../ledger/authority.js';
import { accounts, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import type { Examination } from '../../../workflows/contract/examination.js';
import { Office } from '../fixtures/office.js';
import { makeVault, makeWorker } from '../fixtures/vault.js';

let office: Office;
let settings: VaultSettings;
beforeAll(async () => {
  office = await Office.open(async (aws) => {
    settings = await makeVault(aws);
    return { vault: settings, worker: await makeWorker(aws, ['captureMemory']) };
  });
}, 60_000);
afterAll(() => office.close());

/** What a worker finds whose vault is configured like this. */
const found = async (vault: VaultSettings | undefined): Promise<Examination> => {
  const { ledger } = office;
  const actor = 'worker:test';
  const protection = openProtection([], async () => []);
  const clients = createClients(
    SANDBOX_REGION,
    { ledger, authority: new Authority(ledger, []), protection, actor },
    { vault },
  );
  const scope = async () => ({ account: accounts.victim, region: SANDBOX_REGION });
  try {
    return await examine({ ledger, clients, actor, scope });
  } finally {
    clients.close();
  }
};

const checks = async () =>
  (await office.ledger.entries('deployment', { kinds: ['deployment'] })).map(({ body }) => body);

it('finds who it is, AWS’s clock, and a vault that is apart, which is put on record once', async () => {
  const seen = await found(settings);
  expect(seen).toMatchObject({
    ledger: null,
    aws: { account: accounts.victim, principal: expect.stringContaining(`:${accounts.victim}:user/`) },
    vault: { bucket: settings.bucket, account: accounts.forensics, isInAttackedAccount: false, problems: [] },
  });
  await found(settings);
  expect(await checks()).toEqual([{ run: 'deployment', event: 'vault-examined', ...seen.vault }]);
});

it('finds a key of the account under attack, and puts that on record as well', async () => {
  const keyArn = `arn:aws:kms:${SANDBOX_REGION}:${accounts.victim}:key/7a0c9a0e-0000-4000-8000-000000000000`;
  const { vault } = await found({ ...settings, keyArn });
  expect(vault).toMatchObject({
    isInAttackedAccount: true,
    problems: [expect.stringContaining(`its key is in account ${accounts.victim}`)],
  });
  expect((await checks()).at(-1)).toMatchObject({ event: 'vault-examined', isInAttackedAccount: true });
});

it('finds a vault that does not let it in', async () => {
  const { vault } = await found({ ...settings, externalId: 'another' });
  expect(vault?.problems).toEqual([expect.stringContaining('AssumeRole')]);
});

it('has none to find', async () => {
  expect((await found(undefined)).vault).toBeNull();
});

it('says that the ledger takes nothing', async () => {
  await office.ledger.close();
  expect(await found(settings)).toMatchObject({ ledger: expect.stringContaining('ledger'), vault: null });
});
