import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';
import { interfacesOf } from './remove-public-addresses.row.js';
import { timeoutsOf, USUAL } from './shorten-idle-timeout.row.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'shortenIdleTimeout';
const MINUTE = 60_000;

const interfaces = () => interfacesOf(incident);
const timeouts = () => timeoutsOf(incident);
const each = async (seconds: number) =>
  Object.fromEntries((await interfaces()).map(({ NetworkInterfaceId = '' }) => [NetworkInterfaceId, seconds]));
const set = (NetworkInterfaceId: string | undefined, TcpEstablishedTimeout: number, more = {}) =>
  incident.account.ec2.modifyNetworkInterfaceAttribute({
    NetworkInterfaceId,
    ConnectionTrackingSpecification: { TcpEstablishedTimeout, ...more },
  });

describe('the idle timeouts of an instance', () => {
  beforeEach(() => incident.begin());

  it('are a minute on every interface, and again what they were after a release', async () => {
    const [first] = Object.keys(await timeouts());
    await set(first, 7_200, { UdpStreamTimeout: 90 });
    const signed = await incident.signed(action);
    const [plan] = await incident.plansOf(signed);
    expect(plan?.observed.differences).toHaveLength(2);
    expect(plan?.observed.notCut).toEqual([expect.stringContaining('never pause for 60 s')]);
    await incident.done(signed, action);
    expect(await timeouts()).toEqual(await each(60));
    await incident.carry(await incident.release(signed), action, 'undo');
    // AWS cannot unset what nobody had set: it becomes the default.
    expect(await timeouts()).toEqual({ ...(await each(USUAL)), [first ?? '']: 7_200 });
    const one = (await interfaces()).find(({ NetworkInterfaceId }) => NetworkInterfaceId === first);
    expect(one?.ConnectionTrackingConfiguration?.UdpStreamTimeout).toBe(90);
  });

  it('end the idle connections that closed groups leave open', async () => {
    const idle = async () => (await incident.flows()).filter(({ protocol, busy }) => protocol === 'tcp' && !busy);
    // In Standby, or its Auto Scaling group would end it.
    const closed = await incident.signed('standbyInstance', 'isolateInstance', action);
    await incident.done(closed, 'standbyInstance');
    await incident.done(closed, 'isolateInstance');
    await incident.office.aws.admin.advanceClock(10 * MINUTE);
    expect((await idle()).map(({ lives }) => lives)).toEqual([true]);
    await incident.done(closed, action);
    await incident.office.aws.admin.advanceClock(MINUTE);
    expect(await idle()).toMatchObject([{ lives: false, endedBy: 'idle timeout' }]);
  });

  it('that are a minute already stay so, also after a release', async () => {
    for (const id of Object.keys(await timeouts())) await set(id, 60);
    const signed = await incident.signed(action);
    const seen = await incident.office.watch();
    await incident.done(signed, action);
    const released = await incident.release(signed);
    expect((await incident.plansOf(released))[0]?.signed.calls).toEqual([]);
    expect(await seen('ModifyNetworkInterfaceAttribute')).toEqual([]);
  });

  it('are put back as they were when the step began, not when it was signed', async () => {
    const [first = ''] = Object.keys(await timeouts());
    const signed = await incident.signed(action);
    await set(first, 3_600);
    await incident.done(signed, action);
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await timeouts()).toMatchObject({ [first]: 3_600 });
  });

  it('are set on the other interfaces when AWS refuses one', async () => {
    const [first = '', second = ''] = Object.keys(await timeouts());
    const signed = await incident.signed(action);
    await incident.office.aws.admin.addFault({
      match: { operation: 'ModifyNetworkInterfaceAttribute', inputIncludes: first, times: 9 },
      kind: 'denied',
    });
    await expect(incident.carry(signed, action, 'apply')).rejects.toMatchObject({ type: 'AccessDenied' });
    expect(await timeouts()).toEqual({ [first]: undefined, [second]: 60 });
    await incident.office.aws.admin.clearFaults();
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await timeouts()).toEqual({ [first]: undefined, [second]: USUAL });
  });

  it('of an interface that is gone by then are left out of a release, and that is said', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    const gone = (await interfaces()).find(({ Attachment }) => Attachment?.DeviceIndex === 1);
    await incident.account.ec2.detachNetworkInterface({ AttachmentId: gone?.Attachment?.AttachmentId, Force: true });
    await incident.office.aws.admin.advanceClock(MINUTE);
    const released = await incident.release(signed);
    const [plan] = await incident.plansOf(released);
    expect(plan?.observed.notApplicable).toEqual([expect.stringContaining(gone?.NetworkInterfaceId ?? '-')]);
    await incident.carry(released, action, 'undo');
    expect(await timeouts()).toEqual(await each(USUAL));
  });

  it('are not put back where somebody set another one since', async () => {
    const [first] = Object.keys(await timeouts());
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    const released = await incident.release(signed);
    await set(first, 120);
    await expect(incident.release(signed)).rejects.toMatchObject({
      type: 'MovedSince',
      message: expect.stringContaining(`${first} TCP idle timeout 120 s`),
    });
    await expect(incident.carry(released, action, 'undo')).rejects.toMatchObject({ type: 'MovedSince' });
    expect(await timeouts()).toMatchObject({ [first ?? '']: 120 });
  });

  it('cannot be set without the Nitro System: nothing is done, and the plan says so', async () => {
    const { InstanceId = '' } =
      (
        await incident.account.ec2.runInstances({
          ImageId: (
            await incident.account.ec2.describeImages({ Filters: [{ Name: 'architecture', Values: ['x86_64'] }] })
          ).Images?.[0]?.ImageId,
          InstanceType: 't2.micro',
          MinCount: 1,
          MaxCount: 1,
          SubnetId: (await interfaces())[0]?.SubnetId,
        })
      ).Instances?.[0] ?? {};
    await incident.office.aws.admin.advanceClock(MINUTE);
    const job = await incident.office.job(InstanceId);
    const signed = { job, planned: await incident.office.plan(job, action) };
    await incident.office.sign(job, signed.planned);
    const [plan] = await incident.plansOf(signed);
    expect(plan?.signed.calls).toEqual([]);
    expect(plan?.observed.notApplicable).toEqual([
      't2.micro is not on the Nitro System: its idle timeouts cannot be set.',
    ]);
    await incident.done(signed, action);
  });
});
