import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { document, type TestRole } from '../../support/identities.js';
import { Bureau, actionsIn } from './bureau.js';
import { trustIn } from './deny-trust.row.js';

let bureau: Bureau;
beforeAll(async () => {
  bureau = await Bureau.open();
});
afterAll(() => bureau.close());

const host = 'i-0aaaaaaaaaaaaaaaa';
const sibling = 'i-0bbbbbbbbbbbbbbbb';
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_100));

const policyOf = async ({ name }: TestRole, PolicyName: string): Promise<string> =>
  decodeURIComponent((await bureau.iam.getRolePolicy({ RoleName: name, PolicyName })).PolicyDocument ?? '');
const namesOf = async ({ name }: TestRole) =>
  (await bureau.iam.listRolePolicies({ RoleName: name })).PolicyNames?.filter((one) => one !== 'own') ?? [];
const trustOf = ({ name }: TestRole) => trustIn({ bureau, name });

describe('cutting one host of a role', () => {
  it('ends its session and every later one, and spares its sibling', async () => {
    const [role, by] = [await bureau.role(), (await bureau.user()).key];
    const [old, other] = [await bureau.session(role, host, by), await bureau.session(role, sibling, by)];
    await bureau.revoke(role.arn, { instanceId: host });
    expect([await bureau.works(old), await bureau.works(other)]).toEqual([false, true]);
    expect(await bureau.works(await bureau.session(role, host, by))).toBe(false);
  });

  it('is released with a lock: the old session stays denied, a new one works', async () => {
    const [role, by] = [await bureau.role(), (await bureau.user()).key];
    const old = await bureau.session(role, host, by);
    const { job } = await bureau.revoke(role.arn, { instanceId: host });
    const said = await bureau.release(job);
    await nextSecond();
    expect(await bureau.works(await bureau.session(role, host, by))).toBe(true);
    expect(await bureau.works(old)).toBe(false);
    const [name = ''] = await namesOf(role);
    expect(said.get('denyHostSessions')?.join()).toMatch(
      new RegExp(`must stay until 20.*--role-name ${role.name} --policy-name ${name}`),
    );
  });

  it('tells which hosts go on, and that an id does not wear the role', async () => {
    const role = await bureau.role({ Service: 'ec2.amazonaws.com' });
    const { id } = await bureau.wearer(role);
    const { planned } = await bureau.plan(role.arn, { instanceId: host });
    const step = (await bureau.steps(planned)).get('denyHostSessions');
    const shown = step?.observed.blastRadius.map(({ message }) => message).join('\n');
    expect(shown).toContain(`1 other instance(s) of this Region with ${role.name} go on: ${id}`);
    expect(shown).toContain(`${host} does not wear ${role.name} now`);
    expect(step?.signed.targetState).toEqual({ role: role.id, denied: [`${role.id}:${host}`] });
  });

  it('refuses its release when somebody changed the policy since', async () => {
    const role = await bureau.role();
    const { job } = await bureau.revoke(role.arn, { instanceId: `${host},${sibling}` });
    const [PolicyName = ''] = await namesOf(role);
    await bureau.iam.putRolePolicy({ RoleName: role.name, PolicyName, PolicyDocument: document('Deny', 's3:*') });
    await expect(bureau.office.planRelease(job)).rejects.toMatchObject({ type: 'MovedSince' });
  });
});

describe('revoking a whole role', () => {
  it('ends every session it has, by AWS’s time, and lets new ones begin', async () => {
    const [role, by] = [await bureau.role(), (await bureau.user()).key];
    const old = await bureau.session(role, host, by);
    const { job, planned } = await bureau.signed(role.arn);
    const seen = await bureau.office.watch();
    const applied = bureau.office.attempt(job, planned, 'revokeSessions', 'apply');
    // One that begins while the change becomes true everywhere is caught by the second stamp.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const meanwhile = await bureau.session(role, 'meanwhile', by);
    expect(await bureau.works(old)).toBe(false);
    expect(await bureau.works(meanwhile)).toBe(true);
    await applied;
    await bureau.office.attempt(job, planned, 'revokeSessions', 'verify');
    expect([await bureau.works(old), await bureau.works(meanwhile)]).toEqual([false, false]);
    await nextSecond();
    expect(await bureau.works(await bureau.session(role, 'new', by))).toBe(true);
    expect(await seen('PutRolePolicy')).toHaveLength(2);
  }, 40_000);

  it('catches a session that begins before IAM has the change in force everywhere', async () => {
    const [role, by] = [await bureau.role(), (await bureau.user()).key];
    const { job, planned } = await bureau.signed(role.arn, { trust: 'deny' });
    await bureau.aws.admin.set({ iamDelayMs: 4_000 });
    try {
      await bureau.office.attempt(job, planned, 'denyTrust', 'apply');
      const applied = bureau.office.attempt(job, planned, 'revokeSessions', 'apply');
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const late = await bureau.session(role, 'late', by);
      expect(await bureau.works(late)).toBe(true);
      await applied;
      await new Promise((resolve) => setTimeout(resolve, 4_500));
      expect(await bureau.works(late)).toBe(false);
      await expect(bureau.session(role, 'later', by)).rejects.toThrow('not authorized');
    } finally {
      await bureau.aws.admin.set({ iamDelayMs: 0 });
    }
  }, 60_000);

  it('stays on release while an old session could be alive, and says until when', async () => {
    const [role, by] = [await bureau.role(), (await bureau.user()).key];
    await bureau.iam.putRolePolicy({
      RoleName: role.name,
      PolicyName: 'AWSRevokeOlderSessions',
      PolicyDocument: document('Deny', 's3:*'),
    });
    const old = await bureau.session(role, host, by);
    const began = Date.now();
    const { job } = await bureau.revoke(role.arn);
    const policy = await policyOf(role, 'AWSRevokeOlderSessions');
    const said = (await bureau.release(job)).get('revokeSessions')?.join('\n') ?? '';
    expect(await policyOf(role, 'AWSRevokeOlderSessions')).toBe(policy);
    expect(await bureau.works(old)).toBe(false);
    const [, until = ''] = /must stay until (\S+)/.exec(said) ?? [];
    expect(Date.parse(until) - began).toBeGreaterThan(12 * 3_600_000);
    expect(said).toContain(`then put back what it was before: ${document('Deny', 's3:*')}`);
  }, 40_000);

  it('shuts the way back in when told to, and opens it again on release', async () => {
    const [role, by] = [await bureau.role(), (await bureau.user()).key];
    const old = await bureau.session(role, host, by);
    const before = await trustOf(role);
    const { job, planned } = await bureau.signed(role.arn, { trust: 'deny' });
    expect(actionsIn(planned)).toEqual(['denyTrust', 'revokeSessions']);
    for (const phase of ['apply', 'verify'] as const) await bureau.office.attempt(job, planned, 'denyTrust', phase);
    await expect(bureau.session(role, host, by)).rejects.toThrow('not authorized to perform: sts:AssumeRole');
    const said = await bureau.release(job);
    expect(await trustOf(role)).toBe(before);
    expect(said.get('denyTrust')).toEqual([`${role.name} trusts arn:aws:iam::111122223333:root again`]);
    expect(await bureau.works(await bureau.session(role, host, by))).toBe(true);
    expect(await bureau.works(old)).toBe(true);
  });

  it('refuses to put trust back that somebody else wrote since', async () => {
    const role = await bureau.role();
    const { job, planned } = await bureau.signed(role.arn, { trust: 'deny' });
    await bureau.office.attempt(job, planned, 'denyTrust', 'apply');
    const other = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    await bureau.iam.updateAssumeRolePolicy({
      RoleName: role.name,
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [other] }),
    });
    await expect(bureau.office.planRelease(job)).rejects.toMatchObject({ type: 'MovedSince' });
  });

  it('names the instances that wear it, and leaves their trust alone', async () => {
    const role = await bureau.role({ Service: 'ec2.amazonaws.com' });
    const { id, profile } = await bureau.wearer(role);
    const step = (await bureau.steps((await bureau.plan(role.arn)).planned)).get('revokeSessions');
    expect(step?.signed.victims).toEqual([profile]);
    const shown = step?.observed.blastRadius.map(({ message }) => message).join('\n');
    expect(shown).toMatch(new RegExp(`trusts ec2.amazonaws.com[\\s\\S]*1 instance.*wear it: ${id}`));
    await expect(bureau.plan(role.arn, { trust: 'deny' })).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining(`wear ${role.name} (${id})`),
      details: [expect.stringContaining('instanceId')],
    });
  });
});

describe('revoking a role is refused', () => {
  it.each([
    ['aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling', /service-linked role/],
    ['aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef', /Identity Center/],
  ])('for %s', async (path, reason) => {
    const principal = `arn:aws:iam::111122223333:role/${path}`;
    await expect(bureau.plan(principal)).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringMatching(reason),
      details: [expect.stringMatching(/\w/)],
    });
  });
});
