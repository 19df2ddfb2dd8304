import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { allowing } from '../../../activities/aws/role-session.js';
import { readingFor } from '../../../activities/aws/attempt.js';
import { catalogue } from '../../../activities/catalogue.js';
import { ownResources } from '../../../activities/self-protection/own-resources.js';
import { lookingPermissions } from '../../../worker/permissions.js';
import { Incident } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());
beforeEach(() => incident.begin());

/** A session policy has so many characters at most ("IAM and AWS STS quotas"). */
const longest = 2_048;

const named = (name: string) => catalogue.find((one) => one.name === name) ?? { name, permissions: [] };
const sessionArn = (name: string): string => `arn:aws:sts::${incident.estate.account}:assumed-role/firebreak/${name}`;

/** Who called, by what was called. */
const callers = async (since: number): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const { events } = await incident.office.aws.admin.events(since);
  const calls = Map.groupBy(events, ({ eventName }) => eventName);
  return new Map(
    [...calls].map(([name, some]) => [name, new Set(some.map(({ userIdentity }) => userIdentity.arn ?? ''))]),
  );
};

describe('a worker with a role', () => {
  it('makes each call of an action in a session that CloudTrail shows under the name of the action', async () => {
    const { events } = await incident.office.aws.admin.health();
    const signed = await incident.signed('isolateInstance', 'detachProfile');
    await incident.done(signed, 'isolateInstance');
    const made = await callers(events);
    expect(made.get('ModifyNetworkInterfaceAttribute')).toEqual(new Set([sessionArn('isolateInstance')]));
    expect(made.get('DescribeIamInstanceProfileAssociations')).toEqual(new Set([sessionArn('detachProfile')]));
    expect(made.get('AssumeRole')).toEqual(new Set([incident.estate.worker.principal]));
  });

  it('can do in it what the action asks for, and no more', async () => {
    const { clients } = incident.office;
    const reading = readingFor({ case: 'case-1', run: 'run-1' });
    const { ec2 } = clients.forAction(named('disableMetadata'));
    await clients.during(reading, () => ec2.describeInstances({}));
    const more = clients.during(reading, () => ec2.describeSecurityGroups({}));
    await expect(more).rejects.toThrow(/not authorized to perform: ec2:DescribeSecurityGroups/);
    const other = clients.forAction(named('isolateInstance'));
    await clients.during(reading, () => other.ec2.describeSecurityGroups({}));
  });

  it('takes the role once for all that an action does, and has each taking on record', async () => {
    const { clients, ledger } = incident.office;
    const reading = readingFor({ case: 'case-takes', run: 'run-takes' });
    const { ec2, autoscaling } = clients.forAction({ name: 'taken-once', permissions: ['ec2:DescribeInstances'] });
    await Promise.allSettled([1, 2, 3].map(() => clients.during(reading, () => ec2.describeInstances({}))));
    const denied = clients.during(reading, () => autoscaling.describeAutoScalingGroups({}));
    await expect(denied).rejects.toMatchObject({ name: 'AccessDenied' });
    const calls = await ledger.entries('case-takes', { kinds: ['call'] });
    const taken = calls.filter(({ body }) => 'operation' in body && body.operation === 'AssumeRole');
    expect(taken.map(({ body }) => body)).toEqual([
      expect.objectContaining({ target: incident.estate.worker.roleArn, outcome: 'ok' }),
    ]);
    expect(JSON.stringify(calls)).not.toMatch(/SecretAccessKey|SessionToken/);
  });

  it('begins another session where AWS does not take the one that it has any longer', async () => {
    const { clients, aws } = incident.office;
    const reading = readingFor({ case: 'case-1', run: 'run-1' });
    const { ec2 } = clients.forAction(named('protectInstance'));
    const look = () => clients.during(reading, () => ec2.describeInstances({}));
    await look();
    // Of the sessions that were begun since, this world knows nothing.
    await incident.begin();
    const { events } = await aws.admin.health();
    await look();
    expect((await callers(events)).get('AssumeRole')).toEqual(new Set([incident.estate.worker.principal]));
  });

  it('says which role it may not take, and whom to let', async () => {
    const { iam } = incident.account;
    await iam.updateAssumeRolePolicy({
      RoleName: 'firebreak',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    });
    const refused = incident.office.plan(await incident.office.job(incident.host), 'isolateInstance');
    await expect(refused).rejects.toMatchObject({
      type: 'AccessDenied',
      message: expect.stringContaining(`sts:AssumeRole on ${incident.estate.worker.roleArn}`),
      details: [expect.stringContaining('Allow sts:AssumeRole')],
    });
  });

  it('protects the role, and who takes it', async () => {
    const own = await ownResources(incident.office.clients);
    expect(own.map(({ arn }) => arn)).toEqual(
      expect.arrayContaining([incident.estate.worker.roleArn, incident.estate.worker.principal]),
    );
  });
});

it.each([...catalogue, { name: 'looking', permissions: lookingPermissions }].map((one) => [one.name, one] as const))(
  'what %s may do fits into the policy and the name of a session',
  (name, { permissions }) => {
    expect(allowing(permissions).length).toBeLessThanOrEqual(longest);
    expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
  },
);
