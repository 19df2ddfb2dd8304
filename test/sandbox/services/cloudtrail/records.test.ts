import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { events } from '../../../../sandbox/services/cloudtrail/record.js';
import { rolesIn } from '../../../../sandbox/services/iam/records.js';
import { beginSession, callerOf, sessionsOf } from '../../../../sandbox/services/sts/sessions.js';
import { ACCOUNT, openBench, REGION, type Bench } from '../harness.js';
import { mallory, recorded } from './calls.js';

const OTHER = '444455556666';

let bench: Bench;
beforeEach(() => {
  bench = openBench([]);
});
afterEach(() => bench.close());

const last = () => events(bench.world, 0).events.at(-1);

describe('a CloudTrail record', () => {
  test('says who called what from where, in version 1.11', () => {
    recorded(bench, { at: Date.parse('2026-11-22T10:00:00.700Z') });
    expect(last()).toMatchObject({
      eventVersion: '1.11',
      eventTime: '2026-11-22T10:00:00Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'StopInstances',
      awsRegion: REGION,
      sourceIPAddress: '203.0.113.9',
      userAgent: 'aws-cli/2.31',
      requestID: 'request',
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      eventCategory: 'Management',
      recipientAccountId: ACCOUNT,
      userIdentity: {
        type: 'IAMUser',
        principalId: 'AIDAMALLORY',
        arn: mallory.arn,
        accountId: ACCOUNT,
        accessKeyId: 'AKIAMALLORY',
        userName: 'mallory',
      },
    });
    expect(last()).not.toHaveProperty('sharedEventID');
  });

  test('names the role behind a session, and when the session began', () => {
    const issuerArn = `arn:aws:iam::${ACCOUNT}:role/ir/Responder`;
    bench.world.store.transact(() => {
      const [id] = beginSession(bench.world, 3600, {
        account: ACCOUNT,
        kind: 'role',
        roleName: 'Responder',
        identityId: 'AROARESPONDER',
        sessionName: 'case-7',
        mfa: true,
        tags: {},
      });
      const session = sessionsOf(bench.world).update(id, (one) => ({ ...one, issuedAt: Date.UTC(2026, 10, 22, 9) }));
      const trust = '{}';
      const role = { name: 'Responder', path: '/ir/', id: 'AROARESPONDER', createdAt: 0, inline: {}, attached: [] };
      rolesIn(bench.place).put('responder', { ...role, tags: {}, maxSession: 3600, trust, trustedIds: {} });
      recorded(bench, { caller: callerOf(id, session) });
    });
    expect(last()?.userIdentity).toMatchObject({
      type: 'AssumedRole',
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId: 'AROARESPONDER', arn: issuerArn, userName: 'Responder' },
        attributes: { creationDate: '2026-11-22T09:00:00Z', mfaAuthenticated: 'true' },
      },
    });
  });

  test('of root has no user name, of an AWS service only what invoked it, of a stranger nothing', () => {
    recorded(bench, { caller: bench.caller });
    expect(last()?.userIdentity).toMatchObject({ type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root` });
    recorded(bench, { caller: { ...mallory, kind: 'service', arn: 'autoscaling.amazonaws.com' } });
    expect(last()).toMatchObject({
      userIdentity: { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' },
      sourceIPAddress: 'autoscaling.amazonaws.com',
    });
    recorded(bench, { caller: undefined });
    expect(last()?.userIdentity).toEqual({ type: 'Unknown', principalId: '' });
  });

  test('of a call on resources of another account is in both accounts, joined by sharedEventID', () => {
    const key = `arn:aws:kms:${REGION}:${OTHER}:key/1`;
    recorded(bench, { service: 'kms', operation: 'Decrypt', readOnly: true, input: { KeyId: key }, resources: [key] });
    const read = (account: string) =>
      bench.world.store
        .read(`trail|${account}|${REGION}`, 0, 9)
        .map(({ text }) => (JSON.parse(text) as { event: Record<string, unknown> }).event);
    const [own] = read(ACCOUNT);
    const [theirs] = read(OTHER);
    expect(own).toMatchObject({ recipientAccountId: ACCOUNT, userIdentity: { type: 'IAMUser' } });
    expect(theirs).toMatchObject({
      recipientAccountId: OTHER,
      userIdentity: { type: 'AWSAccount', principalId: 'AIDAMALLORY', accountId: ACCOUNT },
      resources: [{ accountId: OTHER, type: 'AWS::KMS::Key', ARN: key }],
    });
    expect(own?.['sharedEventID']).toBeDefined();
    expect(own?.['sharedEventID']).toBe(theirs?.['sharedEventID']);
    expect(own?.['eventID']).not.toBe(theirs?.['eventID']);
    expect(events(bench.world, 0).events).toHaveLength(1);
  });

  test('of IAM is in us-east-1, wherever it was asked', () => {
    recorded(bench, { service: 'iam', operation: 'DeleteUser', input: { UserName: 'bob' } });
    expect(last()?.awsRegion).toBe('us-east-1');
  });

  test('is gone with the transaction that it belongs to', () => {
    expect(() =>
      bench.world.store.transact(() => {
        recorded(bench);
        throw new Error('taken back');
      }),
    ).toThrow('taken back');
    expect(events(bench.world, 0)).toEqual({ next: 0, events: [] });
  });

  test('all records are told in order, from where one stopped reading', () => {
    recorded(bench, { operation: 'StopInstances' });
    recorded(bench, { service: 's3', operation: 'PutObject', input: { Bucket: 'b', Key: 'k' } });
    recorded(bench, { service: 'iam', operation: 'DeleteUser' });
    const all = events(bench.world, 0);
    expect(all.events.map((each) => each.eventName)).toEqual(['StopInstances', 'PutObject', 'DeleteUser']);
    expect(events(bench.world, 1).events.map((each) => each.sequence)).toEqual([1, 2]);
    expect(events(bench.world, all.next).events).toEqual([]);
  });
});
