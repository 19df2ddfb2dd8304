import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { document, type TestUser } from '../../support/identities.js';
import { Bureau, actionsIn } from './bureau.js';
import { accessKeysOf } from './deactivate-keys.row.js';
import { crowded } from './deny-user.row.js';

let bureau: Bureau;
beforeAll(async () => {
  bureau = await Bureau.open();
});
afterEach(() => bureau.aws.admin.clearFaults());
afterAll(() => bureau.close());

const quarantine = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
const denyAll = 'arn:aws:iam::aws:policy/AWSDenyAll';
const password = 'Correct-horse-9-battery';

const keysOf = ({ name }: TestUser) => accessKeysOf({ bureau, name });
const attachedTo = async ({ name }: TestUser) =>
  ((await bureau.iam.listAttachedUserPolicies({ UserName: name })).AttachedPolicies ?? []).map((one) => one.PolicyArn);
const inlineOf = async ({ name }: TestUser) =>
  (await bureau.iam.listUserPolicies({ UserName: name })).PolicyNames?.filter((one) => one !== 'own') ?? [];

describe('revoking a user', () => {
  it('ends the key, and the session that was made with it before', async () => {
    const user = await bureau.user();
    const token = await bureau.token(user.key);
    expect([await bureau.works(user.key), await bureau.works(token)]).toEqual([true, true]);
    await bureau.revoke(user.arn);
    expect([await bureau.works(user.key), await bureau.works(token)]).toEqual([false, false]);
    expect(await keysOf(user)).toEqual({ [user.key.accessKeyId]: 'Inactive' });
  });

  it('counts as holding only when AWS reads back the denial, and its simulator has nothing against it', async () => {
    const user = await bureau.user();
    const { job, planned } = await bureau.signed(user.arn);
    await bureau.office.attempt(job, planned, 'denyUser', 'apply');
    const mute = { service: 'iam', operation: 'SimulatePrincipalPolicy', times: 1 };
    await bureau.aws.admin.addFault({ match: mute, kind: 'error', status: 400, code: 'InvalidInput' });
    await bureau.office.attempt(job, planned, 'denyUser', 'verify');
    await bureau.office.attempt(job, planned, 'denyUser', 'verify');
    const [PolicyName = ''] = await inlineOf(user);
    await bureau.iam.deleteUserPolicy({ UserName: user.name, PolicyName });
    await expect(bureau.office.attempt(job, planned, 'denyUser', 'verify')).rejects.toMatchObject({
      type: 'DoesNotHold',
    });
    const said = (await bureau.office.entries(job, 'verification')).map(({ body }) => body.facts.join('; '));
    expect(said).toEqual([
      expect.stringMatching(/denies everything; IAM's simulator was not able to tell/),
      expect.stringMatching(/denies everything; IAM's simulator denies .* 5 of 5 calls/),
      expect.stringMatching(/is gone or another one; IAM's simulator denies .* 0 of 5 calls/),
    ]);
  }, 30_000);

  it('denies everything before anything else is touched', async () => {
    const user = await bureau.user();
    const token = await bureau.token(user.key);
    const { job, planned } = await bureau.signed(user.arn);
    expect(actionsIn(planned)).toEqual(['denyUser', 'deactivateKeys', 'deleteLoginProfile', 'deactivateCredentials']);
    await bureau.office.attempt(job, planned, 'denyUser', 'apply');
    expect([await bureau.works(user.key), await bureau.works(token)]).toEqual([false, false]);
    expect(await keysOf(user)).toEqual({ [user.key.accessKeyId]: 'Active' });
  });

  it('deactivates a key that appeared after the signature, and one that is enabled again meanwhile', async () => {
    const user = await bureau.user();
    const { job, planned } = await bureau.signed(user.arn);
    const { AccessKey } = await bureau.iam.createAccessKey({ UserName: user.name });
    await bureau.office.attempt(job, planned, 'deactivateKeys', 'apply');
    expect(await keysOf(user)).toEqual({
      [user.key.accessKeyId]: 'Inactive',
      [AccessKey?.AccessKeyId ?? '']: 'Inactive',
    });
    await bureau.iam.updateAccessKey({ UserName: user.name, AccessKeyId: user.key.accessKeyId, Status: 'Active' });
    await bureau.office.attempt(job, planned, 'deactivateKeys', 'apply', 2);
    await bureau.office.attempt(job, planned, 'deactivateKeys', 'verify');
    expect(Object.values(await keysOf(user))).toEqual(['Inactive', 'Inactive']);
  });

  it('deletes the console password, also one that appeared after the signature, or leaves it when told to', async () => {
    const user = await bureau.user();
    const { job, planned } = await bureau.signed(user.arn);
    await bureau.iam.createLoginProfile({ UserName: user.name, Password: password });
    await bureau.office.attempt(job, planned, 'deleteLoginProfile', 'apply');
    await bureau.office.attempt(job, planned, 'deleteLoginProfile', 'verify');
    await expect(bureau.iam.getLoginProfile({ UserName: user.name })).rejects.toThrow('cannot be found');
    expect((await bureau.steps(planned)).get('deleteLoginProfile')?.signed.reversible).toBe(false);
    expect(actionsIn((await bureau.plan(user.arn, { password: 'keep' })).planned)).not.toContain('deleteLoginProfile');
  });

  it('shows who the user is and who stops, and signs none of it', async () => {
    const user = await bureau.user();
    await bureau.works(user.key);
    await bureau.iam.attachUserPolicy({ UserName: user.name, PolicyArn: quarantine });
    await bureau.iam.createGroup({ GroupName: `deployers-${user.name}` });
    await bureau.iam.addUserToGroup({ UserName: user.name, GroupName: `deployers-${user.name}` });
    const before = await bureau.plan(user.arn, { accessKeyId: user.key.accessKeyId });
    const steps = await bureau.steps(before.planned);
    const shown = (name: string) =>
      steps
        .get(name)
        ?.observed.blastRadius.map(({ message }) => message)
        .join('\n');
    expect(shown('denyUser')).toMatch(new RegExp(`deployers-${user.name}.*AWSCompromisedKeyQuarantineV3, own`));
    expect(shown('denyUser')).toMatch(/AWS itself put AWSCompromisedKeyQuarantineV3 on this user/);
    expect(shown('deactivateKeys')).toMatch(new RegExp(`${user.key.accessKeyId} stop: last used 20.*ec2 in eu-west-1`));
    expect(steps.get('deactivateKeys')?.observed.differences).toEqual([
      expect.objectContaining({ what: user.key.accessKeyId, then: 'inactive for good: it leaked' }),
    ]);
    // What an intruder can change while people read: the plan that was signed still covers it.
    await bureau.iam.createAccessKey({ UserName: user.name });
    await bureau.iam.createLoginProfile({ UserName: user.name, Password: password });
    await bureau.iam.removeUserFromGroup({ UserName: user.name, GroupName: `deployers-${user.name}` });
    const after = await bureau.replan(before.job, user.arn, { accessKeyId: user.key.accessKeyId });
    expect(after.plan.root).toBe(before.planned.plan.root);
  });

  it('uses AWSDenyAll where the inline policies leave no room', async () => {
    const user = await bureau.user(crowded);
    const token = await bureau.token(user.key);
    const { job } = await bureau.revoke(user.arn);
    expect(await attachedTo(user)).toEqual([denyAll]);
    expect(await bureau.works(token)).toBe(false);
    await expect(bureau.release(job)).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining('nothing was lifted'),
    });
    expect(await attachedTo(user)).toEqual([denyAll]);
    await bureau.iam.putUserPolicy({ UserName: user.name, PolicyName: 'own', PolicyDocument: document('Allow', '*') });
    const planned = await bureau.office.planRelease(job, 'release-2');
    await bureau.office.sign(job, planned, 'release-2');
    for (const name of actionsIn(planned)) await bureau.office.attempt(job, planned, name, 'undo', 1, 'release-2');
    expect(await attachedTo(user)).toEqual([]);
    expect([await bureau.works(user.key), await bureau.works(token)]).toEqual([true, false]);
  }, 60_000);

  it('leaves an AWSDenyAll alone that somebody else attached', async () => {
    const user = await bureau.user(crowded);
    await bureau.iam.attachUserPolicy({ UserName: user.name, PolicyArn: denyAll });
    const { job } = await bureau.revoke(user.arn);
    await bureau.release(job);
    expect(await attachedTo(user)).toEqual([denyAll]);
  });
});

describe('releasing a user', () => {
  it('lets new sessions work, and keeps those from before denied until they have expired', async () => {
    const user = await bureau.user();
    const old = await bureau.token(user.key);
    const { job } = await bureau.revoke(user.arn);
    const began = Date.now();
    const said = await bureau.release(job);
    expect([await bureau.works(user.key), await bureau.works(old)]).toEqual([true, false]);
    // Sessions count in whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await bureau.works(await bureau.token(user.key))).toBe(true);
    expect(await bureau.works(old)).toBe(false);
    const [policy = ''] = await inlineOf(user);
    const [, until = ''] =
      /must stay until (\S+); then: aws iam delete-user-policy/.exec(said.get('denyUser')?.join() ?? '') ?? [];
    expect(said.get('denyUser')?.join()).toContain(`--policy-name ${policy}`);
    expect(Date.parse(until) - began).toBeGreaterThan(36 * 3_600_000);
    expect(Date.parse(until) - began).toBeLessThan(37 * 3_600_000);
  });

  it('leaves what AWS attached when it found a key in public', async () => {
    const user = await bureau.user();
    await bureau.iam.attachUserPolicy({ UserName: user.name, PolicyArn: quarantine });
    const { job } = await bureau.revoke(user.arn);
    await bureau.release(job);
    expect(await attachedTo(user)).toEqual([quarantine]);
  });

  it('never enables the key that leaked, nor one that was inactive before', async () => {
    const user = await bureau.user();
    const { AccessKey } = await bureau.iam.createAccessKey({ UserName: user.name });
    const other = AccessKey?.AccessKeyId ?? '';
    const { job } = await bureau.revoke(user.arn, { accessKeyId: user.key.accessKeyId });
    const said = await bureau.release(job);
    expect(await keysOf(user)).toEqual({ [user.key.accessKeyId]: 'Inactive', [other]: 'Active' });
    expect(said.get('deactivateKeys')).toContainEqual(expect.stringContaining(`${user.key.accessKeyId} has leaked`));
    const idle = await bureau.user();
    await bureau.iam.updateAccessKey({ UserName: idle.name, AccessKeyId: idle.key.accessKeyId, Status: 'Inactive' });
    await bureau.release((await bureau.revoke(idle.arn)).job);
    expect(await keysOf(idle)).toEqual({ [idle.key.accessKeyId]: 'Inactive' });
  });

  it.each<[string, (user: TestUser) => Promise<unknown>]>([
    [
      'took our policy away',
      async (user) => bureau.iam.deleteUserPolicy({ UserName: user.name, PolicyName: (await inlineOf(user))[0] }),
    ],
    [
      'wrote another one in its place',
      async (user) =>
        bureau.iam.putUserPolicy({
          UserName: user.name,
          PolicyName: (await inlineOf(user))[0],
          PolicyDocument: document('Deny', 's3:*'),
        }),
    ],
    [
      'enabled a key',
      (user) =>
        bureau.iam.updateAccessKey({ UserName: user.name, AccessKeyId: user.key.accessKeyId, Status: 'Active' }),
    ],
  ])('refuses when somebody %s since, and changes nothing', async (_, change) => {
    const user = await bureau.user();
    const { job } = await bureau.revoke(user.arn);
    await change(user);
    const seen = await bureau.office.watch();
    await expect(bureau.office.planRelease(job)).rejects.toMatchObject({ type: 'MovedSince' });
    for (const name of ['PutUserPolicy', 'UpdateAccessKey']) expect(await seen(name)).toEqual([]);
  });

  it('of a step that was signed and never begun has nothing to put back', async () => {
    const user = await bureau.user();
    const { job } = await bureau.signed(user.arn);
    await expect(bureau.office.planRelease(job)).rejects.toMatchObject({ type: 'Refused' });
  });
});

describe('revoking a user is refused', () => {
  it('for the one that Firebreak itself acts as', async () => {
    await expect(bureau.plan('arn:aws:iam::000000000000:user/firebreak-worker')).rejects.toThrow();
    const { Arn = '' } = (await bureau.iam.getUser({ UserName: 'firebreak-worker' })).User ?? {};
    await expect(bureau.plan(Arn)).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining('Firebreak itself acts as the user firebreak-worker'),
      details: [expect.stringMatching(/another identity/)],
    });
  });

  it('for one that is somebody else by now', async () => {
    const user = await bureau.user();
    await expect(bureau.plan(user.arn.replace('user/', 'user/elsewhere/'))).rejects.toMatchObject({ type: 'NotFound' });
  });
});
