import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';
import { protectionOf } from './protect-instance.row.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'protectInstance';
const protection = () => protectionOf(incident);

describe('an instance', () => {
  beforeEach(() => incident.begin());

  it('is protected with its volumes, and as it was after a release', async () => {
    const before = await protection();
    expect(before).toEqual({ termination: false, deleted: [true, true] });
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    expect(await protection()).toEqual({ termination: true, deleted: [false, false] });
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await protection()).toEqual(before);
  });

  it('of which somebody put a part back already is put back all the same', async () => {
    await incident.account.ec2.modifyInstanceAttribute({
      InstanceId: incident.host,
      InstanceInitiatedShutdownBehavior: { Value: 'terminate' },
    });
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await incident.account.ec2.modifyInstanceAttribute({
      InstanceId: incident.host,
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } }],
    });
    // What it was before is no move.
    expect((await incident.plansOf(await incident.release(signed)))[0]?.signed.calls.length).toBeGreaterThan(0);
  });

  it('on Spot has no termination protection, which the plan says', async () => {
    const spot = incident.estate.targets.find(({ name }) => name === 'batch-1')?.id ?? '';
    const job = await incident.office.job(spot);
    const planned = await incident.office.plan(job, action);
    const [plan] = await incident.plansOf({ job, planned });
    expect(plan?.observed.notApplicable).toEqual([expect.stringMatching(/Spot/)]);
    expect(plan?.signed.calls.map(({ id }) => id)).not.toContain('termination');
  });
});
