import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'isolateInstance';
const group = async (id: string) =>
  (await incident.account.ec2.describeSecurityGroups({ Filters: [{ Name: 'group-id', Values: [id] }] }))
    .SecurityGroups?.[0];
const worn = async () => [...new Set(Object.values(await incident.groups()).flat())];

describe('an isolated instance', () => {
  beforeEach(() => incident.begin());

  it('wears one group without any rule on every interface, and its own again after a release', async () => {
    const before = await incident.groups();
    expect(Object.keys(before)).toHaveLength(2);
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    const [quarantine = '', ...others] = await worn();
    expect(others).toEqual([]);
    expect(await group(quarantine)).toMatchObject({ IpPermissions: [], IpPermissionsEgress: [] });
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await incident.groups()).toEqual(before);
    expect(await group(quarantine)).toBeUndefined();
  });

  it('has a group whose name says nothing to who reads it there', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    const [quarantine = ''] = await worn();
    const { GroupName, Description, Tags = [] } = (await group(quarantine)) ?? {};
    const told = [GroupName, Description, ...Tags.flatMap(({ Key, Value }) => [Key, Value])];
    expect(new Set(told).size).toBe(1);
    expect(GroupName).toMatch(/^x[0-9a-f]{23}$/);
    expect(GroupName).not.toContain(signed.job.run);
  });

  it('is isolated on an interface that it got after the signature, too, where the plan is made again', async () => {
    const { ec2 } = incident.account;
    const [eni = ''] = Object.keys(await incident.groups());
    const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces({ NetworkInterfaceIds: [eni] });
    const { NetworkInterface } = await ec2.createNetworkInterface({ SubnetId: NetworkInterfaces[0]?.SubnetId });
    const signed = await incident.signed(action);
    await ec2.attachNetworkInterface({
      InstanceId: incident.host,
      NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId,
      DeviceIndex: 2,
    });
    await incident.carry(signed, action, 'apply');
    await expect(incident.carry(signed, action, 'verify')).rejects.toMatchObject({
      type: 'DoesNotHold',
      message: expect.stringContaining(NetworkInterface?.NetworkInterfaceId ?? '-'),
    });
    const again = await incident.signed(action);
    await incident.done(again, action);
  });

  it('is not put back where somebody changed its groups since', async () => {
    const [eni = ''] = Object.keys(await incident.groups());
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await incident.account.ec2.modifyNetworkInterfaceAttribute({
      NetworkInterfaceId: eni,
      Groups: [incident.estate.groups.bastion],
    });
    await expect(incident.release(signed)).rejects.toMatchObject({
      type: 'MovedSince',
      message: expect.stringContaining(eni),
    });
  });

  it('is not said to hold when somebody adds a rule to its group', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    const [quarantine = ''] = await worn();
    await incident.account.ec2.authorizeSecurityGroupEgress({
      GroupId: quarantine,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });
    await expect(incident.carry(signed, action, 'verify')).rejects.toMatchObject({
      type: 'DoesNotHold',
      message: expect.stringContaining(`${quarantine} has 1 rules`),
    });
  });

  it('whose first attempt came halfway is put back from what that kept', async () => {
    const before = await incident.groups();
    const signed = await incident.signed(action);
    await incident.office.aws.admin.addFault({
      match: { operation: 'ModifyNetworkInterfaceAttribute', after: 1, times: 9 },
      kind: 'denied',
    });
    await expect(incident.carry(signed, action, 'apply')).rejects.toMatchObject({ type: 'AccessDenied' });
    expect(await incident.groups()).not.toEqual(before);
    await incident.office.aws.admin.clearFaults();
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await incident.groups()).toEqual(before);
  });
});

describe('the plan', () => {
  beforeEach(() => incident.begin());

  it('says what a change of groups does not cut, and only what is its own to say', async () => {
    const [plan] = await incident.plansOf(await incident.signed(action));
    const notCut = plan?.observed.notCut.join('\n') ?? '';
    for (const one of [/Amazon DNS/, /IMDS/, /tracked connections that are open now: they live/, /NAT gateway/, /ICMP/])
      expect(notCut).toMatch(one);
    expect(plan?.signed.victims).toEqual([]);
    expect(plan?.observed.blastRadius).toMatchObject([
      { severity: 'info', message: expect.stringMatching(/Systems Manager/) },
    ]);
  });
});
