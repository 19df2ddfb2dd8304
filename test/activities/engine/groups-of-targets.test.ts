import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { groupOf } from '../autoscaling/standby-instance.row.js';
import { Incident } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());
beforeEach(() => incident.begin());

const asking = async (...ids: readonly string[]) => {
  const job = await incident.office.job(incident.host);
  const { case: caseId, run } = job;
  const groups = await incident.office.engine('input.groups', { case: caseId, run, instances: ids.join(', ') });
  const notes = (await incident.office.entries(job, 'note')).map(({ body }) => body.text);
  return { groups, notes };
};
const order = (code: string, status: number) =>
  incident.office.aws.admin.addFault({
    match: { operation: 'DescribeAutoScalingGroups', times: 9 },
    kind: 'error',
    status,
    code,
  });

describe('the Auto Scaling groups of instances', () => {
  it('are each said once, with those of the instances that they have', async () => {
    const { AutoScalingGroupARN: arn, Instances = [] } = await groupOf(incident);
    const ids = Instances.map(({ InstanceId = '' }) => InstanceId);
    expect(ids.length).toBeGreaterThan(1);
    const arns = ids.map((id) => `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`);
    expect(await asking(...arns, 'i-0123456789abcdef0', ids[0] ?? '')).toEqual({
      groups: [{ arn, instanceIds: ids }],
      notes: [],
    });
  });

  it('are none for instances of no group, and for what is no instance', async () => {
    expect(await asking('i-0123456789abcdef0', 'web-1')).toEqual({ groups: [], notes: [] });
  });

  it('are left out, and that is said, where the worker may not know them', async () => {
    await order('AccessDenied', 403);
    expect(await asking(incident.host)).toEqual({
      groups: [],
      notes: [
        expect.stringMatching(
          /^Nothing of Auto Scaling groups is suspended, .*DescribeAutoScalingGroups.*AccessDenied/,
        ),
      ],
    });
  });

  it('are asked for again where AWS does not answer', async () => {
    await order('InternalFailure', 500);
    await expect(asking(incident.host)).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
  });
});
