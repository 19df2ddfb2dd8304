import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from '../../activities/catalogue.js';
import { makeStage } from '../sandbox/gateway/stage.js';
import { Office, type Job } from './fixtures/office.js';

const prefixes: Readonly<Record<string, string>> = {
  ec2: 'ec2',
  autoscaling: 'autoscaling',
  elbv2: 'elasticloadbalancing',
};

describe('the permissions that actions ask for', () => {
  let office: Office;
  let job: Job;
  beforeAll(async () => {
    office = await Office.open();
    await office.aws.admin.setSnapshotDuration(0);
    const stage = await makeStage(office.aws.ec2);
    job = await office.job((await stage.launch()).InstanceId ?? '');
    // Everything that an action ever does: plan, apply, verify, plan putting back, put back. One stage each, so that
    // every call is on record under the action that made it.
    for (const { name } of catalogue) {
      const planned = await office.plan(job, name);
      await office.sign(job, planned);
      await office.attempt(job, planned, name, 'apply');
      await office.attempt(job, planned, name, 'verify');
    }
    const release = await office.planRelease(job);
    await office.sign(job, release, 'release-1');
    for (const { name } of catalogue.filter(({ undo }) => undo))
      await office.attempt(job, release, name, 'undo', 1, 'release-1');
  }, 60_000);
  afterAll(() => office.close());

  const made = async (action: string): Promise<readonly string[]> => {
    const calls = (await office.entries(job, 'call')).filter(({ body }) => body.step?.endsWith(`/${action}`));
    return [...new Set(calls.map(({ body }) => `${prefixes[body.service]}:${body.operation}`))].sort();
  };

  it.each(catalogue.map((action) => [action.name, action] as const))(
    'of %s cover every call it made',
    async (name, action) => {
      const calls = await made(name);
      expect(calls.length).toBeGreaterThan(0);
      expect(calls.filter((call) => !action.permissions.includes(call))).toEqual([]);
    },
  );

  it.each(catalogue.map((action) => [action.name, action] as const))(
    'of %s allow no change that it never makes',
    async (name, action) => {
      const changes = action.permissions.filter((permission) => !/:(Describe|Get|List|Lookup)/.test(permission));
      const calls = await made(name);
      // Tags on create need a permission of their own, and no call of their own.
      expect(changes.filter((permission) => permission !== 'ec2:CreateTags' && !calls.includes(permission))).toEqual(
        [],
      );
    },
  );
});
