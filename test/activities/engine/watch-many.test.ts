import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import { stepId } from '../../../workflows/contract/names.js';
import { Crowd } from '../fixtures/crowd.js';

const size = 25;
let crowd: Crowd;
let planned: PlannedStages;
const isolation = 'isolateInstance';
const where = () => ({ case: crowd.job.case, run: crowd.job.run });

beforeAll(async () => {
  crowd = await Crowd.open(size);
  planned = await crowd.plan();
  await crowd.office.sign(crowd.job, planned);
  await crowd.apply(planned, [
    'protectInstance',
    'removePublicAddresses',
    isolation,
    'shortenIdleTimeout',
    'detachProfile',
    'disableMetadata',
  ]);
  await crowd.office.aws.admin.advanceClock(60_000);
  await crowd.office.engine('run.record', { ...where(), state: 'completed' });
  await crowd.office.engine('watch.begin', where());
}, 180_000);
afterAll(() => crowd.close());

const look = async (number: number, known = {}) =>
  (await crowd.office.engine('watch.look', { ...where(), look: number, known })).reverted;

/** The instances that AWS is asked about alone in one look. */
const askedAlone = async (number: number): Promise<readonly unknown[]> => {
  const { admin } = crowd.office.aws;
  const { events: next } = await admin.health();
  expect(await look(number)).toEqual([]);
  const { events } = await admin.events(next);
  const asked = events.filter(({ eventName }) => eventName === 'DescribeInstanceAttribute');
  return asked.map(({ requestParameters }) => requestParameters?.['instanceId']);
};

describe('watching many targets', () => {
  it('reads them together, and in turn what AWS tells of one at a time', async () => {
    const counted = await crowd.counting();
    expect(await look(1)).toEqual([]);
    expect(await counted()).toEqual({
      DescribeInstances: 1,
      DescribeNetworkInterfaces: 1,
      DescribeSecurityGroupRules: 1,
      DescribeIamInstanceProfileAssociations: 1,
      DescribeInstanceAttribute: 2 * 10,
      DescribeNetworkInterfaceAttribute: 10,
    });
    const seen = [...(await askedAlone(1)), ...(await askedAlone(2)), ...(await askedAlone(3))];
    expect(new Set(seen)).toEqual(new Set(crowd.ids));
  });

  it('says of ten at once who reverted them, and answers again only what reads otherwise than is known', async () => {
    const some = crowd.ids.slice(0, 12);
    const { root, document } = planned.plan;
    for (const id of some) {
      const step = stepId('contain', id, isolation);
      const task = { ...where(), step, action: isolation, root, document, attemptBase: 0 };
      await crowd.environment().run(crowd.office.activities[`${isolation}.verify`] as never, task);
    }
    const { NetworkInterfaces = [] } = await crowd.ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'attachment.instance-id', Values: [...some] }],
    });
    const VpcId = NetworkInterfaces[0]?.VpcId;
    const open = async (name: string): Promise<string> =>
      (await crowd.ec2.createSecurityGroup({ GroupName: name, Description: name, VpcId })).GroupId ?? '';
    const [first, second] = [await open('first'), await open('second')];
    for (const { NetworkInterfaceId } of NetworkInterfaces)
      await crowd.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [first] });

    const reverted = await look(1);
    expect(reverted.map(({ step }) => step.id).sort()).toEqual(
      some.map((id) => stepId('contain', id, isolation)).sort(),
    );
    const lost = (await crowd.office.entries(crowd.job, 'verification')).filter(({ body }) => !body.holds);
    expect(lost).toHaveLength(12);
    expect(lost.filter(({ body }) => body.facts.at(-1)?.includes('was not asked'))).toHaveLength(2);

    const known = Object.fromEntries(reverted.map(({ step, reads }) => [step.id, reads]));
    expect(await look(2, known)).toEqual([]);
    const { NetworkInterfaceId } = NetworkInterfaces[0] ?? {};
    await crowd.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [second] });
    expect(await look(3, known)).toHaveLength(1);
  });
});
