import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import type { Credentials } from '../../../sandbox/gateway/credentials.js';
import { revokeCredentials } from '../../../workflows/playbooks/revoke-credentials.js';
import { makeStage } from '../../sandbox/gateway/stage.js';
import type { SandboxAws } from '../../support/aws.js';
import { document, Identities, type Held, type TestRole, type TestUser } from '../../support/identities.js';
import { Office } from '../fixtures/office.js';

const scope = { account: SANDBOX_ACCOUNT, region: SANDBOX_REGION };

let office: Office;
let identities: Identities;
let starter: TestUser;
let worker: TestRole;
let host: string;
let vault: TestRole;

/** A worker on an instance, whose role `starter` may assume; its vault is in the account too, as it should not be. */
const settle = async (aws: SandboxAws): Promise<Held> => {
  identities = new Identities(aws.config);
  starter = await identities.user();
  worker = await identities.role({ AWS: [starter.arn, `arn:aws:iam::${SANDBOX_ACCOUNT}:root`] });
  vault = await identities.role();
  host = (await (await makeStage(aws.ec2)).launch()).InstanceId ?? '';
  return identities.session(worker, host, starter.key);
};
beforeAll(async () => {
  office = await Office.open(async (aws) => ({
    worker: (await settle(aws)) satisfies Credentials,
    vault: {
      bucket: 'evidence',
      region: SANDBOX_REGION,
      roleArn: vault.arn,
      externalId: 'an-external-id',
      lockMode: 'governance',
      retainDays: 1,
      tools: {},
    },
  }));
}, 60_000);
afterAll(async () => {
  identities.destroy();
  await office.close();
});

const revoke = async (principal: string, input: object = {}) => {
  const job = await office.job(host);
  return office.engine('plan.stages', {
    case: job.case,
    run: job.run,
    ...scope,
    playbook: 'revoke-credentials',
    playbookVersion: '1',
    seed: job.run,
    stages: revokeCredentials.stages({ principal, ...input }, scope),
    preview: true,
  });
};

describe('without being told, a worker refuses to change', () => {
  it.each([
    ['the role that it acts as', () => worker.arn, {}, /Firebreak itself acts as the role/],
    ['whom that role trusts', () => starter.arn, {}, /may become the role .* which Firebreak acts as/],
    ['the role of its vault', () => vault.arn, {}, /the role of the evidence vault/],
  ] as const)('%s', async (_, principal, input, why) => {
    await expect(revoke(principal(), input)).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringMatching(why),
      details: [expect.stringMatching(/first/)],
    });
  });

  it('the instance that it runs on, nor its sessions of any role', async () => {
    const mine = { type: 'Refused', message: expect.stringContaining('this worker runs on it') };
    await expect(office.plan(await office.job(host), 'protectInstance')).rejects.toMatchObject(mine);
    const other = await identities.role({ Service: 'ec2.amazonaws.com' });
    await expect(revoke(other.arn, { instanceId: host })).rejects.toMatchObject(mine);
  });

  it('and changes all others', async () => {
    const [user, role] = [await identities.user(), await identities.role()];
    for (const { arn } of [user, role]) expect((await revoke(arn)).stages).toHaveLength(1);
  });
});

it('a worker that may not read its own trust policy still knows who it is', async () => {
  const RoleName = worker.name;
  await identities.iam.putRolePolicy({
    RoleName,
    PolicyName: 'blind',
    PolicyDocument: document('Deny', 'iam:GetRole', { Resource: worker.arn }),
  });
  office.protect();
  await expect(revoke(starter.arn)).resolves.toBeDefined();
  await expect(office.plan(await office.job(host), 'protectInstance')).rejects.toMatchObject({ type: 'Refused' });
});
