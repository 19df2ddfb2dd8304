import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Planned } from '../../../activities/action.js';
import type { Aws } from '../../../activities/aws/aws.js';
import { denyOlder } from '../../../activities/iam/documents.js';
import { revokeSessions } from '../../../activities/iam/revoke-sessions.js';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { document, type TestRole } from '../../support/identities.js';
import { Bureau } from './bureau.js';

// A revocation ends 12 hours after it began, and AWS's clock cannot be moved: so its change record is written here.
const hour = 3_600_000;
const ago = (hours: number): string => new Date(Date.now() - hours * hour).toISOString().replace(/\.\d+Z$/, 'Z');
const PolicyName = 'AWSRevokeOlderSessions';

let bureau: Bureau;
let sts: STS;
beforeAll(async () => {
  bureau = await Bureau.open();
  sts = new STS(bureau.aws.config);
});
afterAll(() => {
  sts?.destroy();
  return bureau.close();
});

/** AWS as an undo has it, without a ledger: its planned calls go straight out. */
const direct = (calls: Planned['calls'] = []): Aws =>
  ({
    account: SANDBOX_ACCOUNT,
    region: SANDBOX_REGION,
    iam: bureau.iam,
    sts,
    vault: null,
    once: (_: string, read: () => Promise<unknown>) => read(),
    wait: () => Promise.resolve(),
    make: async (id: string) => {
      const { operation, input } = calls.find((call) => call.id === id) ?? { operation: '', input: {} };
      if (operation === 'DeleteRolePolicy') return bureau.iam.deleteRolePolicy(input as never);
      return bureau.iam.putRolePolicy(input as never);
    },
  }) as unknown as Aws;

const revokedAt = async (since: string): Promise<TestRole> => {
  const role = await bureau.role();
  await bureau.iam.putRolePolicy({ RoleName: role.name, PolicyName, PolicyDocument: denyOlder(since) });
  return role;
};
const planOf = ({ name, arn }: TestRole, prior: string | null) => ({
  input: { roleName: name },
  target: arn,
  calls: [],
  facts: { prior },
  notCut: [],
});
const planEnd = async (role: TestRole, since: string, prior: string | null): Promise<Planned> => {
  const record = { plan: planOf(role, prior), output: { prior, since }, kept: null, answers: {} };
  const planned = await revokeSessions.undo?.plan(direct(), record, { step: 's', target: role.arn, nonce: 'x' });
  if (!planned) throw new Error('revokeSessions has no undo');
  return planned;
};
const end = (role: TestRole, { calls, facts }: Planned) =>
  revokeSessions.undo?.apply(direct(calls), { ...planOf(role, null), calls, facts });
const policyOf = async ({ name: RoleName }: TestRole): Promise<string | null> => {
  const { PolicyNames } = await bureau.iam.listRolePolicies({ RoleName });
  if (!PolicyNames?.includes(PolicyName)) return null;
  return decodeURIComponent((await bureau.iam.getRolePolicy({ RoleName, PolicyName })).PolicyDocument ?? '');
};

describe('ending a revocation', () => {
  it('takes the policy away once every session that it held back has expired', async () => {
    const since = ago(13);
    const role = await revokedAt(since);
    const planned = await planEnd(role, since, null);
    expect(planned.calls).toEqual([expect.objectContaining({ operation: 'DeleteRolePolicy' })]);
    expect(await end(role, planned)).toEqual([`${PolicyName} of ${role.name} is gone`]);
    expect(await policyOf(role)).toBeNull();
    // A second try, after a lost answer, finds it done; and so does one that is planned anew.
    expect(await end(role, planned)).toEqual([`${PolicyName} of ${role.name} is gone`]);
    await end(role, await planEnd(role, since, null));
  });

  it('puts back what stood under that name before', async () => {
    const [since, prior] = [ago(13), document('Deny', 's3:*')];
    const role = await revokedAt(since);
    expect(await end(role, await planEnd(role, since, prior))).toEqual([`${PolicyName} of ${role.name} is as before`]);
    expect(await policyOf(role)).toBe(prior);
  });

  it('leaves it while a session may still be alive', async () => {
    const since = ago(11);
    const role = await revokedAt(since);
    const planned = await planEnd(role, since, null);
    expect(planned.calls).toEqual([]);
    expect((await end(role, planned))?.join()).toContain('must stay until');
    expect(await policyOf(role)).toBe(denyOlder(since));
  });

  it.each([
    ['revoked again', denyOlder(ago(1)), 11],
    ['wrote another policy', document('Deny', 's3:*'), 13],
    ['took it away too early', null, 11],
  ])('is refused when somebody %s since', async (_, now, hours) => {
    const since = ago(hours);
    const role = await revokedAt(since);
    if (now === null) await bureau.iam.deleteRolePolicy({ RoleName: role.name, PolicyName });
    else await bureau.iam.putRolePolicy({ RoleName: role.name, PolicyName, PolicyDocument: now });
    await expect(planEnd(role, since, null)).rejects.toMatchObject({ type: 'MovedSince' });
    expect(await policyOf(role)).toBe(now);
  });
});
