import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { profileAssociationsIn } from '../../../../sandbox/services/ec2/records.js';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { instanceSession, type InstanceSession } from '../../../../sandbox/services/sts/instance-session.js';
import { sessionsOf } from '../../../../sandbox/services/sts/sessions.js';
import { ACCOUNT, REGION, type Bench } from '../harness.js';
import { keyOf, may, openGuarded, policy, trust } from '../iam/people.js';

const ID = 'i-0123456789abcdef0';
const PROFILE = { InstanceProfileName: 'web' };
const ROLE = { RoleName: 'web' };

let bench: Bench;
beforeEach(() => {
  bench = openGuarded();
  const AssumeRolePolicyDocument = trust({ Service: 'ec2.amazonaws.com' });
  bench.call(iam, 'CreateRole', { ...ROLE, AssumeRolePolicyDocument });
  bench.call(iam, 'PutRolePolicy', { ...ROLE, PolicyName: 'p', PolicyDocument: policy('Allow', 's3:GetObject') });
  bench.call(iam, 'CreateInstanceProfile', PROFILE);
  bench.call(iam, 'AddRoleToInstanceProfile', { ...PROFILE, ...ROLE });
  associate('associated');
});
afterEach(() => bench.close());

const associate = (state: 'associated' | 'disassociating'): void =>
  void bench.world.store.transact(() =>
    profileAssociationsIn(bench.place).put('iip-assoc-1', {
      id: 'iip-assoc-1',
      instanceId: ID,
      profileArn: `arn:aws:iam::${ACCOUNT}:instance-profile/web`,
      profileId: 'AIPA',
      state,
      at: 0,
    }),
  );

const held = (): InstanceSession | undefined =>
  bench.world.store.transact(() => instanceSession(bench.world, ACCOUNT, REGION, ID));

const age = (accessKeyId: string | undefined, ms: number): void =>
  void bench.world.store.transact(() =>
    sessionsOf(bench.world).update(accessKeyId ?? '', (row) => ({
      ...row,
      issuedAt: row.issuedAt - ms,
      expiresAt: row.expiresAt - ms,
    })),
  );

test('an instance has a session of its role that bears its id, and keeps it for an hour', () => {
  const session = held();
  expect(session?.caller.userId).toMatch(new RegExp(`^AROA[A-Z2-7]{17}:${ID}$`));
  expect(session?.caller.arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/web/${ID}`);
  expect(held()?.accessKeyId).toBe(session?.accessKeyId);
  age(session?.accessKeyId, 3_700_000);
  expect(held()?.accessKeyId).not.toBe(session?.accessKeyId);
  expect(keyOf(bench, session?.accessKeyId ?? '').status).toBe('active');
});

test('what its role allows, the instance may do', () => {
  const caller = held()?.caller ?? bench.caller;
  expect(may(bench, caller, 's3:GetObject', 'arn:aws:s3:::assets/a')).toBe(true);
  expect(may(bench, caller, 's3:PutObject', 'arn:aws:s3:::assets/a')).toBe(false);
});

test('without its profile it gets no new session, and the one it has stays valid', () => {
  const session = held();
  associate('disassociating');
  expect(held()).toBeUndefined();
  expect(keyOf(bench, session?.accessKeyId ?? '').status).toBe('active');
});

test('a role that no longer trusts EC2 gives it no new session', () => {
  const session = held();
  const PolicyDocument = trust({ Service: 'ssm.amazonaws.com' });
  bench.call(iam, 'UpdateAssumeRolePolicy', { ...ROLE, PolicyDocument });
  expect(held()?.accessKeyId).toBe(session?.accessKeyId);
  age(session?.accessKeyId, 7 * 3_600_000);
  expect(held()).toBeUndefined();
});
