import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { classicHealth, openClassic } from '../fixtures/classic.js';
import { Incident } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'deregisterInstance';
const LoadBalancerName = 'legacy';
const pass = (ms: number) => incident.office.aws.admin.advanceClock(ms);
const health = () => classicHealth(incident);
const instances = () => ({ LoadBalancerName, Instances: [{ InstanceId: incident.host }] });
const begin = async () => {
  await incident.begin();
  await openClassic(incident);
};

describe('an instance behind a Classic Load Balancer', () => {
  beforeEach(begin);

  it('is taken out of it, and the plan says who serves its users', async () => {
    const { region, account } = incident.estate;
    const arn = `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${LoadBalancerName}`;
    const signed = await incident.signed(action);
    const [plan] = await incident.plansOf(signed);
    expect(plan?.signed.victims).toEqual([arn]);
    expect(plan?.observed.blastRadius).toEqual([
      { severity: 'warning', message: 'legacy keeps 1 other instance(s), 1 of them in service', resources: [arn] },
    ]);
    expect(plan?.observed.notCut).toEqual([expect.stringContaining('Classic Load Balancer that are open now')]);
    expect(await health()).toBe('InService');
    await incident.done(signed, action);
    expect(await health()).toBeNull();
  });

  it('that alone serves its users is a danger', async () => {
    const { InstanceStates = [] } = await incident.account.elb.describeInstanceHealth({ LoadBalancerName });
    const others = InstanceStates.filter(({ InstanceId }) => InstanceId !== incident.host);
    await incident.account.ec2.stopInstances({ InstanceIds: others.flatMap(({ InstanceId }) => InstanceId ?? []) });
    await pass(60_000);
    const [plan] = await incident.plansOf(await incident.signed(action));
    expect(plan?.observed.blastRadius).toMatchObject([
      { severity: 'danger', message: 'legacy keeps 1 other instance(s), 0 of them in service' },
    ]);
  });

  it('is found on a later page, too', async () => {
    const { elb } = incident.account;
    const { LoadBalancerDescriptions: [legacy] = [] } = await elb.describeLoadBalancers({});
    const more = Array.from({ length: 400 }, (_, at) => `a-${at}`);
    for (const [at, name] of more.entries())
      await elb.createLoadBalancer({
        LoadBalancerName: name,
        Listeners: [{ Protocol: 'TCP', LoadBalancerPort: 443, InstancePort: 443 }],
        // A subnet has addresses for some 250 of them.
        Subnets: legacy?.Subnets?.slice(at % 2, (at % 2) + 1),
        Scheme: 'internal',
      });
    const last = more.at(-1) ?? '';
    await elb.registerInstancesWithLoadBalancer({ ...instances(), LoadBalancerName: last });
    const { LoadBalancerDescriptions = [] } = await elb.describeLoadBalancers({});
    expect(LoadBalancerDescriptions).toHaveLength(400);
    const [plan] = await incident.plansOf(await incident.signed(action));
    expect(plan?.signed.calls.map(({ target }) => target).sort()).toEqual([last, LoadBalancerName]);
  });

  it('that is behind none leaves nothing to do', async () => {
    await incident.account.elb.deregisterInstancesFromLoadBalancer(instances());
    const signed = await incident.signed(action);
    const [plan] = await incident.plansOf(signed);
    expect(plan?.signed.calls).toEqual([]);
    expect(plan?.observed.notCut).toEqual([]);
    await incident.done(signed, action);
  });

  it('does not count as taken out while AWS still lists it', async () => {
    const signed = await incident.signed(action);
    await incident.carry(signed, action, 'apply');
    await incident.account.elb.registerInstancesWithLoadBalancer(instances());
    await expect(incident.carry(signed, action, 'verify')).rejects.toMatchObject({ type: 'DoesNotHold' });
  });
});

describe('a release', () => {
  beforeEach(begin);

  it('registers it again', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    const released = await incident.release(signed);
    expect((await incident.plansOf(released))[0]?.observed.blastRadius).toMatchObject([{ severity: 'warning' }]);
    await incident.carry(released, action, 'undo');
    expect(await health()).toBe('OutOfService');
    await pass(10 * 60_000);
    expect(await health()).toBe('InService');
  });

  it('registers nothing that was taken out between the signature and this step', async () => {
    const signed = await incident.signed(action);
    await incident.account.elb.deregisterInstancesFromLoadBalancer(instances());
    const seen = await incident.office.watch();
    await incident.done(signed, action);
    expect(await seen('DeregisterInstancesFromLoadBalancer')).toEqual([]);
    const released = await incident.release(signed);
    expect((await incident.plansOf(released)).flatMap((plan) => plan.signed.calls)).toEqual([]);
  });

  it('leaves out a load balancer that is gone by now, even where another has its name', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await incident.account.elb.deleteLoadBalancer({ LoadBalancerName });
    await pass(60_000);
    await openClassic(incident);
    const released = await incident.release(signed);
    const [plan] = await incident.plansOf(released);
    expect(plan?.signed.calls).toEqual([]);
    expect(plan?.observed.notApplicable).toEqual(['Classic Load Balancer legacy is gone']);
  });

  it('leaves alone what somebody registered again before', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    const released = await incident.release(signed);
    await incident.account.elb.registerInstancesWithLoadBalancer(instances());
    const seen = await incident.office.watch();
    await incident.carry(released, action, 'undo');
    expect(await seen('RegisterInstancesWithLoadBalancer')).toEqual([]);
  });
});
