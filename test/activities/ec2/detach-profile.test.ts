import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';
import { profileOf } from './detach-profile.row.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'detachProfile';
const profile = () => profileOf(incident);
const pass = () => incident.office.aws.admin.advanceClock(60_000);

describe('the instance profile of an instance', () => {
  beforeEach(() => incident.begin());

  it('is taken off, and put back by a release', async () => {
    const before = await profile();
    expect(before).toMatch(/instance-profile\/web-tier$/);
    const signed = await incident.signed(action);
    expect((await incident.plansOf(signed))[0]?.observed.notCut).toEqual([expect.stringContaining('taken already')]);
    await incident.done(signed, action);
    await pass();
    expect(await profile()).toBeUndefined();
    const released = await incident.release(signed);
    expect((await incident.plansOf(released))[0]?.observed.blastRadius).toMatchObject([{ severity: 'danger' }]);
    await incident.carry(released, action, 'undo');
    await pass();
    expect(await profile()).toBe(before);
  });

  it('that it does not wear is neither taken off nor put on', async () => {
    await incident.done(await incident.signed(action), action);
    await pass();
    const signed = await incident.signed(action);
    expect((await incident.plansOf(signed))[0]?.observed.differences).toEqual([]);
    await incident.done(signed, action);
    expect(await incident.office.entries(signed.job, 'intent')).toEqual([]);
    expect((await incident.plansOf(await incident.release(signed)))[0]?.signed.calls).toEqual([]);
  });

  it('is taken off on the same signature, whichever it is by then', async () => {
    const signed = await incident.signed(action);
    const { ec2, iam } = incident.account;
    const filter = { Filters: [{ Name: 'instance-id', Values: [incident.host] }] };
    const { IamInstanceProfileAssociations: all = [] } = await ec2.describeIamInstanceProfileAssociations(filter);
    await ec2.disassociateIamInstanceProfile({ AssociationId: all[0]?.AssociationId });
    await pass();
    const { InstanceProfiles = [] } = await iam.listInstanceProfiles({});
    const other = InstanceProfiles.find(({ InstanceProfileName }) => InstanceProfileName !== 'web-tier');
    await ec2.associateIamInstanceProfile({
      InstanceId: incident.host,
      IamInstanceProfile: { Name: other?.InstanceProfileName },
    });
    await incident.done(signed, action);
    await pass();
    expect(await profile()).toBeUndefined();
  });

  it('is not put back where somebody put on another one since', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await pass();
    const { InstanceProfiles = [] } = await incident.account.iam.listInstanceProfiles({});
    const other = InstanceProfiles.find(({ InstanceProfileName }) => InstanceProfileName !== 'web-tier');
    await incident.account.ec2.associateIamInstanceProfile({
      InstanceId: incident.host,
      IamInstanceProfile: { Name: other?.InstanceProfileName },
    });
    await expect(incident.release(signed)).rejects.toMatchObject({
      type: 'MovedSince',
      message: expect.stringContaining(other?.InstanceProfileName ?? '-'),
    });
  });
});
