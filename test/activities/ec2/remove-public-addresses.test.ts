import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';
import { interfacesOf, isAutomatic, letAwsAssign, primaryOf, publicIpsOf } from './remove-public-addresses.row.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'removePublicAddresses';

const interfaces = () => interfacesOf(incident);
const primary = () => primaryOf(incident);
const publicIps = () => publicIpsOf(incident);
const automatic = () => isAutomatic(incident);
const takeElasticOff = async () => {
  const [{ Association } = {}] = await interfaces();
  await incident.account.ec2.disassociateAddress({ AssociationId: Association?.AssociationId });
};

describe('the public addresses of an instance', () => {
  beforeEach(() => incident.begin());

  it('are taken off, and come back with a release', async () => {
    const { publicIp } = incident.estate;
    expect(await publicIps()).toEqual([publicIp]);
    const signed = await incident.signed(action);
    expect((await incident.plansOf(signed))[0]?.signed.reversible).toBe(true);
    await incident.done(signed, action);
    expect(await publicIps()).toEqual([]);
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await publicIps()).toEqual([publicIp]);
  });

  it('end the connections that went through them', async () => {
    const throughIt = (await incident.flows()).filter(({ publicIp, lives }) => publicIp !== undefined && lives);
    expect(throughIt.length).toBeGreaterThan(0);
    await incident.done(await incident.signed(action), action);
    const after = (await incident.flows()).filter(({ id }) => throughIt.some((one) => one.id === id));
    expect(after.map(({ endedBy }) => endedBy)).toEqual(throughIt.map(() => 'address disassociated'));
  });

  it('do not come back as one that AWS assigns by itself', async () => {
    await letAwsAssign(incident);
    // So it would be without us.
    await takeElasticOff();
    expect(await publicIps()).toHaveLength(1);
    await incident.begin();
    await letAwsAssign(incident);
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    expect(await publicIps()).toEqual([]);
    expect(await automatic()).toBe(false);
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await publicIps()).toEqual([incident.estate.publicIp]);
    expect(await automatic()).toBe(true);
  });

  it('that AWS assigned itself are lost, and the plan says so before', async () => {
    await letAwsAssign(incident);
    await takeElasticOff();
    const [lost = ''] = await publicIps();
    const signed = await incident.signed(action);
    const [plan] = await incident.plansOf(signed);
    expect(plan?.signed.reversible).toBe(false);
    expect(plan?.observed.blastRadius).toMatchObject([{ message: expect.stringContaining(lost) }]);
    await incident.done(signed, action);
    expect(await publicIps()).toEqual([]);
    await incident.carry(await incident.release(signed), action, 'undo');
    const [other] = await publicIps();
    expect(other).toBeDefined();
    expect(other).not.toBe(lost);
  });

  it('are taken off every private address, and put back each where it was', async () => {
    const { ec2 } = incident.account;
    const NetworkInterfaceId = await primary();
    const { AssignedPrivateIpAddresses: [{ PrivateIpAddress } = {}] = [] } = await ec2.assignPrivateIpAddresses({
      NetworkInterfaceId,
      SecondaryPrivateIpAddressCount: 1,
    });
    const { AllocationId, PublicIp = '' } = await ec2.allocateAddress({ Domain: 'vpc' });
    await ec2.associateAddress({ AllocationId, NetworkInterfaceId, PrivateIpAddress });
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    expect(await publicIps()).toEqual([]);
    await incident.carry(await incident.release(signed), action, 'undo');
    expect([...(await publicIps())].sort()).toEqual([PublicIp, incident.estate.publicIp].sort());
    const { Addresses = [] } = await ec2.describeAddresses({ PublicIps: [PublicIp] });
    expect(Addresses[0]?.PrivateIpAddress).toBe(PrivateIpAddress);
  });

  it('are none: nothing is done, neither then nor by a release', async () => {
    await incident.done(await incident.signed(action), action);
    const signed = await incident.signed(action);
    expect((await incident.plansOf(signed))[0]?.signed.calls).toEqual([]);
    await incident.done(signed, action);
    const released = await incident.release(signed);
    expect((await incident.plansOf(released))[0]?.signed.calls).toEqual([]);
  });
});

describe('a release is refused', () => {
  beforeEach(() => incident.begin());
  const removed = async () => {
    const [{ Association } = {}] = await interfaces();
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    return { signed, AllocationId: Association?.AllocationId };
  };

  it('when somebody gave the instance another address since', async () => {
    const { signed } = await removed();
    const { AllocationId } = await incident.account.ec2.allocateAddress({ Domain: 'vpc' });
    await incident.account.ec2.associateAddress({ AllocationId, NetworkInterfaceId: await primary() });
    await expect(incident.release(signed)).rejects.toMatchObject({ type: 'MovedSince' });
  });

  it('when its address serves something else by now', async () => {
    const { signed, AllocationId } = await removed();
    const other = incident.estate.targets.find(({ name }) => name === 'bastion-1');
    await incident.account.ec2.associateAddress({ AllocationId, InstanceId: other?.id });
    await expect(incident.release(signed)).rejects.toMatchObject({
      type: 'MovedSince',
      message: expect.stringContaining(`${incident.estate.publicIp} is on eni-`),
    });
  });

  it('when its address was released', async () => {
    const { signed, AllocationId } = await removed();
    await incident.account.ec2.releaseAddress({ AllocationId });
    await expect(incident.release(signed)).rejects.toMatchObject({
      type: 'MovedSince',
      message: expect.stringContaining('was released'),
    });
  });
});
