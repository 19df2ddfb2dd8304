import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import type { JsonObject } from '../../../workflows/contract/json.js';
import type { Job } from '../fixtures/office.js';
import { Bureau } from './bureau.js';

let bureau: Bureau;
beforeAll(async () => {
  bureau = await Bureau.open();
});
afterEach(() => bureau.aws.admin.clearFaults());
afterAll(() => bureau.close());

type Case = {
  readonly action: string;
  readonly principal: () => Promise<string>;
  readonly input?: JsonObject;
  /** The call that changes something, and how often it is made in all. */
  readonly change: readonly [operation: string, times: number];
  readonly undo?: string;
};

const ofUser = async (): Promise<string> => {
  const { name, arn } = await bureau.user();
  await bureau.iam.createLoginProfile({ UserName: name, Password: 'Correct-horse-9-battery' });
  const SSHPublicKeyBody = `ssh-rsa ${Buffer.from(`\0\0\0\x07ssh-rsa${name}`).toString('base64')} a`;
  await bureau.iam.uploadSSHPublicKey({ UserName: name, SSHPublicKeyBody });
  return arn;
};
const ofRole = async (): Promise<string> => (await bureau.role()).arn;
const instanceId = 'i-0aaaaaaaaaaaaaaaa';

const cases: readonly Case[] = [
  { action: 'denyUser', principal: ofUser, change: ['PutUserPolicy', 1], undo: 'PutUserPolicy' },
  { action: 'deactivateKeys', principal: ofUser, change: ['UpdateAccessKey', 1], undo: 'UpdateAccessKey' },
  { action: 'deleteLoginProfile', principal: ofUser, change: ['DeleteLoginProfile', 1] },
  { action: 'deactivateCredentials', principal: ofUser, change: ['UpdateSSHPublicKey', 1], undo: 'UpdateSSHPublicKey' },
  {
    action: 'denyHostSessions',
    principal: ofRole,
    input: { instanceId },
    change: ['PutRolePolicy', 1],
    undo: 'PutRolePolicy',
  },
  {
    action: 'denyTrust',
    principal: ofRole,
    input: { trust: 'deny' },
    change: ['UpdateAssumeRolePolicy', 1],
    undo: 'UpdateAssumeRolePolicy',
  },
  // Once when it begins, and once more after it is in force everywhere.
  { action: 'revokeSessions', principal: ofRole, change: ['PutRolePolicy', 2] },
];

const faults = [
  ['the answer is lost', { kind: 'lost-answer' }, 'Unavailable'],
  ['AWS throttles', { kind: 'throttle' }, 'Throttled'],
  ['AWS breaks', { kind: 'error', status: 500, code: 'ServiceFailure' }, 'Unavailable'],
  ['somebody else changes it', { kind: 'error', status: 409, code: 'ConcurrentModification' }, 'WaitForConsistency'],
] as const;

describe.each(cases.map((one) => [one.action, one] as const))('%s', (action, one) => {
  const [operation, times] = one.change;
  const signed = async () => bureau.signed(await one.principal(), one.input);
  const released = async (job: Job): Promise<PlannedStages> => {
    const planned = await bureau.office.planRelease(job);
    await bureau.office.sign(job, planned, 'release-1');
    return planned;
  };

  it.each(faults)(
    'changes AWS once when %s at first',
    async (_, order, type) => {
      const { job, planned } = await signed();
      const seen = await bureau.office.watch();
      await bureau.aws.admin.addFault({ ...order, match: { operation, times: 1 } });
      await expect(bureau.office.attempt(job, planned, action, 'apply')).rejects.toMatchObject({ type });
      await bureau.office.attempt(job, planned, action, 'apply', 2);
      await bureau.office.attempt(job, planned, action, 'verify');
      expect(await seen(operation)).toHaveLength(times);
      await bureau.office.attempt(job, planned, action, 'apply', 3);
      expect(await seen(operation)).toHaveLength(times);
    },
    40_000,
  );

  it('says which permission is missing', async () => {
    const { job, planned } = await signed();
    await bureau.aws.admin.addFault({ kind: 'denied', match: { operation } });
    await expect(bureau.office.attempt(job, planned, action, 'apply')).rejects.toMatchObject({
      type: 'AccessDenied',
      message: expect.stringContaining(`iam:${operation}`),
      details: [expect.stringContaining(`Allow iam:${operation}`)],
    });
  });

  const undo = one.undo;
  if (undo !== undefined)
    it.each(faults)('is put back once when %s at first', async (_, order, type) => {
      const { job, planned } = await signed();
      await bureau.office.attempt(job, planned, action, 'apply');
      const release = await released(job);
      const seen = await bureau.office.watch();
      await bureau.aws.admin.addFault({ ...order, match: { operation: undo, times: 1 } });
      const attempt = (number: number) => bureau.office.attempt(job, release, action, 'undo', number, 'release-1');
      await expect(attempt(1)).rejects.toMatchObject({ type });
      await attempt(2);
      expect(await seen(undo)).toHaveLength(1);
    });
});
