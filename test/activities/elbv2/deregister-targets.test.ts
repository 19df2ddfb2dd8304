import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';
import { healthOf } from './deregister-targets.row.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'deregisterTargets';
const MINUTE = 60_000;
const pass = (ms: number) => incident.office.aws.admin.advanceClock(ms);
const health = (id?: string, arn?: string) => healthOf(incident, id, arn);

/** Puts an address of the host behind the load balancer too; answers the target group and the address. */
const behindAnAddress = async () => {
  const { ec2, elbv2 } = incident.account;
  const { TargetGroups = [] } = await elbv2.createTargetGroup({
    Name: 'by-address',
    Protocol: 'HTTP',
    Port: 8080,
    VpcId: incident.estate.vpcId,
    TargetType: 'ip',
  });
  const arn = TargetGroups[0]?.TargetGroupArn ?? '';
  const { LoadBalancers = [] } = await elbv2.describeLoadBalancers({});
  await elbv2.createListener({
    LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 8081,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: arn }],
  });
  const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [incident.host] });
  const address = Reservations[0]?.Instances?.[0]?.PrivateIpAddress ?? '';
  await elbv2.registerTargets({ TargetGroupArn: arn, Targets: [{ Id: address }] });
  await pass(2 * MINUTE);
  return { arn, address };
};

describe('an instance behind a load balancer', () => {
  beforeEach(() => incident.begin());

  it('gets no new connections any more, and the plan says who serves its users', async () => {
    const signed = await incident.signed(action);
    const [plan] = await incident.plansOf(signed);
    expect(plan?.signed.victims).toEqual([incident.estate.targetGroupArn]);
    expect(plan?.observed.blastRadius).toEqual([
      expect.objectContaining({ severity: 'warning', message: 'tg-web keeps 2 other target(s), 2 of them healthy' }),
    ]);
    expect(plan?.observed.notCut).toEqual([expect.stringContaining('deregistration delay')]);
    expect(await health()).toBe('healthy');
    await incident.done(signed, action);
    expect(await health()).toBe('draining');
    await pass(10 * MINUTE);
    expect(await health()).toBeUndefined();
  });

  it('is found by its address, too', async () => {
    const { arn, address } = await behindAnAddress();
    const signed = await incident.signed(action);
    expect((await incident.plansOf(signed))[0]?.signed.calls).toHaveLength(2);
    await incident.done(signed, action);
    expect(await health(address, arn)).toBe('draining');
  });

  it('that is behind none leaves nothing to do', async () => {
    const { Id } = { Id: incident.host };
    await incident.account.elbv2.deregisterTargets({
      TargetGroupArn: incident.estate.targetGroupArn,
      Targets: [{ Id }],
    });
    await pass(10 * MINUTE);
    const signed = await incident.signed(action);
    const [plan] = await incident.plansOf(signed);
    expect(plan?.signed.calls).toEqual([]);
    expect(plan?.observed.notCut).toEqual([]);
    await incident.done(signed, action);
  });
});

describe('a release', () => {
  beforeEach(() => incident.begin());

  it('registers it again as it was', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await pass(10 * MINUTE);
    const released = await incident.release(signed);
    expect((await incident.plansOf(released))[0]?.observed.blastRadius).toMatchObject([{ severity: 'warning' }]);
    await incident.carry(released, action, 'undo');
    expect(await health()).toBe('initial');
    await pass(5 * MINUTE);
    expect(await health()).toBe('healthy');
  });

  it('registers nothing that Standby took out, and not this step', async () => {
    const signed = await incident.signed('standbyInstance', action);
    await incident.done(signed, 'standbyInstance');
    expect(await health()).toBe('draining');
    const seen = await incident.office.watch();
    await incident.done(signed, action);
    expect(await seen('DeregisterTargets')).toEqual([]);
    const released = await incident.release(signed);
    expect((await incident.plansOf(released)).flatMap((plan) => plan.signed.calls)).toEqual([]);
  });

  it('leaves out a target group that is gone by now, and says so', async () => {
    const { arn } = await behindAnAddress();
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    const { Listeners = [] } = await incident.account.elbv2.describeListeners({
      LoadBalancerArn: (await incident.account.elbv2.describeLoadBalancers({})).LoadBalancers?.[0]?.LoadBalancerArn,
    });
    const ours = Listeners.find(({ Port }) => Port === 8081);
    await incident.account.elbv2.deleteListener({ ListenerArn: ours?.ListenerArn });
    await incident.account.elbv2.deleteTargetGroup({ TargetGroupArn: arn });
    const released = await incident.release(signed);
    const [plan] = await incident.plansOf(released);
    expect(plan?.signed.calls.map(({ target }) => target)).toEqual([incident.estate.targetGroupArn]);
    expect(plan?.observed.notApplicable).toEqual(['target group by-address is gone']);
    await incident.carry(released, action, 'undo');
  });

  it('leaves alone what somebody registered again before', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await pass(10 * MINUTE);
    const released = await incident.release(signed);
    const { targetGroupArn: TargetGroupArn } = incident.estate;
    await incident.account.elbv2.registerTargets({ TargetGroupArn, Targets: [{ Id: incident.host }] });
    const seen = await incident.office.watch();
    await incident.carry(released, action, 'undo');
    expect(await seen('RegisterTargets')).toEqual([]);
  });
});
