import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';
import { action, swapsOf } from '../fixtures/swaps.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const modify = 'ModifyNetworkInterfaceAttribute';
const { signed, c2, mark, changesSince, left, saidToLiveOn } = swapsOf(() => incident);

describe('a connection of the attacker', () => {
  beforeEach(() => incident.begin());

  /** One that AWS tracks in any case: through a NAT gateway, or ICMP. */
  const alwaysTracked = async () => {
    const [first = '', second = ''] = Object.keys(await incident.groups());
    const { account, region } = incident.estate;
    const { admin } = incident.office.aws;
    const common = { kind: 'exfiltration', direction: 'out', remote: '203.0.113.121', busy: true } as const;
    await incident.account.ec2.modifyNetworkInterfaceAttribute({
      NetworkInterfaceId: second,
      Groups: [incident.estate.groups.ssh],
    });
    return [
      await admin.openFlow(account, region, {
        ...common,
        interfaceId: second,
        protocol: 'tcp',
        port: 443,
        reconnects: false,
      }),
      await admin.openFlow(account, region, { ...common, interfaceId: first, protocol: 'icmp', reconnects: false }),
    ];
  };
  const livesOn = async (id: string | undefined) => (await incident.flows()).find((flow) => flow.id === id)?.lives;

  it('that is tracked lives on when interfaces are only closed', async () => {
    const [flow] = await c2();
    expect(flow).toMatchObject({ lives: true, tracking: 'tracked' });
    // In Standby, because its group would end the host, and the connection with it.
    const run = await incident.signed('standbyInstance', action);
    await incident.done(run, 'standbyInstance');
    await incident.done(run, action);
    await incident.office.aws.admin.advanceClock(3_600_000);
    expect((await c2()).map(({ lives }) => lives)).toEqual([true]);
  });

  it('that is tracked ends when each interface is opened for a moment before, and does not come back', async () => {
    await incident.done(await signed(true), action);
    await incident.office.aws.admin.advanceClock(3_600_000);
    expect((await c2()).map(({ endedBy }) => endedBy)).toEqual(['security groups']);
  });

  it('lives on all the same where AWS lets no tracked connection become untracked', async () => {
    await incident.office.aws.admin.set({ untrackWorks: false });
    await incident.done(await signed(true), action);
    expect((await c2()).map(({ lives }) => lives)).toEqual([true]);
  });

  it.each([false, true])(
    'that is DNS or always tracked lives on, and the plan says so (opened: %p)',
    async (untrack) => {
      const flows = await alwaysTracked();
      expect(flows.map((flow) => flow?.tracking)).toEqual(['always-tracked', 'always-tracked']);
      const dns = (await incident.flows()).find(({ kind }) => kind === 'dns');
      const run = await signed(untrack);
      const [plan] = await incident.plansOf(run);
      expect(plan?.observed.notCut).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^Amazon DNS/),
          expect.stringMatching(/^connections that AWS tracks in any case \(ICMP, and all through a NAT gateway/),
          expect.stringMatching(
            untrack ? /^tracked connections .* which AWS does not promise/ : /^tracked connections that are open now: /,
          ),
        ]),
      );
      await incident.done(run, action);
      for (const flow of [...flows, dns]) expect(await livesOn(flow?.id)).toBe(true);
    },
  );
});

describe('opening for a moment', () => {
  beforeEach(() => incident.begin());

  it('opens one interface at a time, closes it next, and leaves nothing behind', async () => {
    const [first, second] = Object.keys(await incident.groups());
    const since = await mark();
    const run = await signed(true);
    await incident.done(run, action);
    const swaps = (await changesSince(since)).filter(({ eventName }) => eventName === modify);
    const told = swaps
      .filter(({ errorCode }) => errorCode === undefined)
      .map(({ requestParameters }) => requestParameters as { networkInterfaceId: string });
    expect(told.map((one) => one.networkInterfaceId)).toEqual([first, first, second, second]);
    expect(await left()).toEqual([]);
    expect(new Set(Object.values(await incident.groups()).flat()).size).toBe(1);
  });

  it('is announced as a danger, and is put back like any isolation', async () => {
    const before = await incident.groups();
    const run = await signed(true);
    const [plan] = await incident.plansOf(run);
    expect(plan?.observed.blastRadius[0]).toMatchObject({
      severity: 'danger',
      message: expect.stringMatching(/open to everyone/),
    });
    await incident.done(run, action);
    await incident.carry(await incident.release(run), action, 'undo');
    expect(await incident.groups()).toEqual(before);
  });

  it('is not done to an interface that may not be closed', async () => {
    const run = await signed(true);
    const before = await incident.groups();
    await incident.office.aws.admin.addFault({ match: { operation: modify, times: 99 }, kind: 'denied' });
    await expect(incident.carry(run, action, 'apply')).rejects.toMatchObject({ type: 'AccessDenied' });
    expect(await incident.groups()).toEqual(before);
  });

  it('that is not permitted does not keep the interfaces from being closed, and is a failure that says so', async () => {
    const run = await signed(true);
    await incident.office.aws.admin.addFault({ match: { operation: 'AuthorizeSecurityGroupIngress' }, kind: 'denied' });
    await expect(incident.carry(run, action, 'apply')).rejects.toMatchObject({
      type: 'AccessDenied',
      details: [expect.stringContaining('ec2:AuthorizeSecurityGroupIngress')],
    });
    expect(new Set(Object.values(await incident.groups()).flat()).size).toBe(1);
    expect(await left()).toEqual([]);
    // Trying again does not open what is closed.
    const since = await mark();
    await incident.carry(run, action, 'apply', 2);
    await incident.carry(run, action, 'verify');
    expect(await changesSince(since)).toEqual([]);
    expect(await saidToLiveOn(run)).toHaveLength(2);
  });
});
