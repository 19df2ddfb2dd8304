import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findKey, registerRootKey } from '../../../../sandbox/services/iam/credentials.js';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { noteKeyUse } from '../../../../sandbox/services/iam/key-use.js';
import { accessKeysOf } from '../../../../sandbox/services/iam/records.js';
import { sts } from '../../../../sandbox/services/sts/index.js';
import { changeSettings } from '../../../../sandbox/world/settings.js';
import { openWorld } from '../../../../sandbox/world/world.js';
import { ACCOUNT, type Bench } from '../harness.js';
import { keyOf, may, newUser, openGuarded, policy } from './people.js';

let bench: Bench;
beforeEach(() => {
  bench = openGuarded();
});
afterEach(() => bench.close());

const set = (AccessKeyId: string, Status: string): void =>
  void bench.call(iam, 'UpdateAccessKey', { UserName: 'alice', AccessKeyId, Status });

describe('an access key', () => {
  test('signs while it is active, not while it is inactive, and is unknown once deleted', () => {
    const { accessKeyId } = newUser(bench, 'alice');
    expect(keyOf(bench, accessKeyId).status).toBe('active');
    set(accessKeyId, 'Inactive');
    expect(keyOf(bench, accessKeyId).status).toBe('inactive');
    set(accessKeyId, 'Active');
    bench.call(iam, 'DeleteAccessKey', { UserName: 'alice', AccessKeyId: accessKeyId });
    expect(findKey(bench.world, accessKeyId)).toBeUndefined();
  });

  test('of which a user has two at most', () => {
    newUser(bench, 'alice');
    bench.call(iam, 'CreateAccessKey', { UserName: 'alice' });
    expect(bench.refusal(iam, 'CreateAccessKey', { UserName: 'alice' })).toBe('LimitExceeded');
  });

  test('tells what it was last used for', () => {
    const { accessKeyId } = newUser(bench, 'alice');
    const used = () =>
      bench.call<{ UserName: string; AccessKeyLastUsed: object }>(iam, 'GetAccessKeyLastUsed', {
        AccessKeyId: accessKeyId,
      });
    expect(used()).toEqual({ UserName: 'alice', AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } });
    bench.world.store.transact(() => noteKeyUse(bench.world, accessKeyId, 's3', 'eu-west-1', 1_000));
    expect(used().AccessKeyLastUsed).toEqual({ ServiceName: 's3', Region: 'eu-west-1', LastUsedDate: new Date(1_000) });
  });

  test('tells whose account it is, also when it is deleted', () => {
    const { accessKeyId } = newUser(bench, 'alice');
    bench.call(iam, 'DeleteAccessKey', { UserName: 'alice', AccessKeyId: accessKeyId });
    expect(bench.call(sts, 'GetAccessKeyInfo', { AccessKeyId: accessKeyId })).toEqual({ Account: ACCOUNT });
  });

  test('goes on working when its user is renamed', () => {
    const { accessKeyId } = newUser(bench, 'alice', policy('Allow', '*'));
    bench.call(iam, 'UpdateUser', { UserName: 'alice', NewUserName: 'alina' });
    const { caller } = keyOf(bench, accessKeyId);
    expect(caller.arn).toBe(`arn:aws:iam::${ACCOUNT}:user/alina`);
    expect(may(bench, caller, 'ec2:StopInstances')).toBe(true);
  });
});

test('the root key of an account proves its root', () => {
  bench.world.store.transact(() =>
    registerRootKey(bench.world, ACCOUNT, { accessKeyId: 'AKIAROOTKEY', secretAccessKey: 'secret' }),
  );
  expect(keyOf(bench, 'AKIAROOTKEY')).toMatchObject({
    status: 'active',
    secret: 'secret',
    caller: { kind: 'root', arn: `arn:aws:iam::${ACCOUNT}:root` },
  });
});

describe('while IAM is slow', () => {
  test('a deactivated key signs and a new policy allows nothing until the delay is over', () => {
    const alice = newUser(bench, 'alice');
    changeSettings(bench.world, { iamDelayMs: 3_600_000 });
    set(alice.accessKeyId, 'Inactive');
    bench.call(iam, 'PutUserPolicy', { UserName: 'alice', PolicyName: 'all', PolicyDocument: policy('Allow', '*') });
    expect(keyOf(bench, alice.accessKeyId).status).toBe('active');
    expect(may(bench, alice, 'ec2:StopInstances')).toBe(false);
    // The whole delay has passed when there is none.
    changeSettings(bench.world, { iamDelayMs: 0 });
    expect(keyOf(bench, alice.accessKeyId).status).toBe('inactive');
    expect(may(bench, alice, 'ec2:StopInstances')).toBe(true);
  });

  test('a new key is unknown, and a deleted policy allows, until the delay is over', () => {
    const alice = newUser(bench, 'alice', policy('Allow', '*'));
    changeSettings(bench.world, { iamDelayMs: 3_600_000 });
    bench.call(iam, 'DeleteUserPolicy', { UserName: 'alice', PolicyName: 'allowed' });
    const { AccessKey } = bench.call<{ AccessKey: { AccessKeyId: string } }>(iam, 'CreateAccessKey', {
      UserName: 'alice',
    });
    expect(findKey(bench.world, AccessKey.AccessKeyId)).toBeUndefined();
    expect(may(bench, alice, 'ec2:StopInstances')).toBe(true);
  });

  test('what is not in force yet is not in force after a restart either', () => {
    const directory = mkdtempSync(join(tmpdir(), 'firebreak-iam-'));
    const before = openWorld(directory, () => new Map());
    const put = (status: 'Active' | 'Inactive') =>
      before.store.transact(() =>
        accessKeysOf(before).put('AKIAX', { account: ACCOUNT, secret: 's', status, createdAt: 0 }),
      );
    put('Active');
    changeSettings(before, { iamDelayMs: 3_600_000 });
    put('Inactive');
    before.close();
    const after = openWorld(directory, () => new Map());
    expect(findKey(after, 'AKIAX')?.status).toBe('active');
    changeSettings(after, { iamDelayMs: 0 });
    expect(findKey(after, 'AKIAX')?.status).toBe('inactive');
    after.close();
    rmSync(directory, { recursive: true });
  });

  test('history is kept no longer than the delay', () => {
    newUser(bench, 'alice');
    const history = () => bench.world.table('iam.history').all();
    expect(history()).toEqual([]);
    changeSettings(bench.world, { iamDelayMs: 3_600_000 });
    bench.call(iam, 'TagUser', { UserName: 'alice', Tags: [{ Key: 'a', Value: 'b' }] });
    expect(history()).toHaveLength(1);
    changeSettings(bench.world, { iamDelayMs: 0 });
    bench.call(iam, 'TagUser', { UserName: 'alice', Tags: [{ Key: 'a', Value: 'c' }] });
    expect(history()).toEqual([]);
  });
});
