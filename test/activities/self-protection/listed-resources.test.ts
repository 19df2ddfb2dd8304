import { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeStage, type Stage } from '../../sandbox/gateway/stage.js';
import { Office } from '../fixtures/office.js';

let office: Office;
let stage: Stage;
let host: string;
/** The ARNs of the host, of its network interface, and of the load balancer that it is registered with. */
let arns: { readonly host: string; readonly face: string; readonly balancer: string };

const LoadBalancerName = 'web';

/** Registers the host with a load balancer; answers the ARN of that. */
const balanced = async (target: string): Promise<string> => {
  const elb = new ElasticLoadBalancing(office.aws.config);
  const Listeners = [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstancePort: 8080 }];
  await elb.createLoadBalancer({ LoadBalancerName, Listeners, Subnets: [stage.subnetId], Scheme: 'internal' });
  await elb.registerInstancesWithLoadBalancer({ LoadBalancerName, Instances: [{ InstanceId: host }] });
  elb.destroy();
  return target.replace(':ec2:', ':elasticloadbalancing:').replace(/instance\/.*/, `loadbalancer/${LoadBalancerName}`);
};
beforeAll(async () => {
  office = await Office.open();
  stage = await makeStage(office.aws.ec2);
  const { InstanceId = '', NetworkInterfaces = [] } = await stage.launch();
  host = InstanceId;
  // It takes its time to run, and only then can be registered.
  await office.aws.admin.advanceClock(60_000);
  const { target } = await office.job(host);
  const face = target.replace(/instance\/.*/, `network-interface/${NetworkInterfaces[0]?.NetworkInterfaceId}`);
  arns = { host: target, face, balancer: await balanced(target) };
});
afterAll(() => office.close());
beforeEach(() => office.protect());

const refusal = (arn: string) => ({
  type: 'Refused',
  nonRetryable: true,
  message: expect.stringContaining(`would change ${arn}, which is protected: it is listed under protected.resources`),
  details: [expect.stringContaining('take it off the list')],
});

describe('a plan is refused, with the line of the list and what to do,', () => {
  it.each([
    ['when its target is protected', 'isolateInstance', 'host'],
    ['when it could do without the step', 'deregisterInstance', 'host'],
    ['when the step only collects', 'snapshotVolumes', 'host'],
    ['when it takes a protected load balancer out of service', 'deregisterInstance', 'balancer'],
    ['when a call is about a protected network interface', 'isolateInstance', 'face'],
  ] as const)('%s', async (_, action, what) => {
    office.protect(arns[what]);
    const job = await office.job(host);
    await expect(office.plan(job, action)).rejects.toMatchObject(refusal(arns[what]));
    expect(await office.entries(job, 'plan')).toEqual([]);
  });
});

describe('a plan is made', () => {
  it.each([
    ['of what only reads a protected target', 'collectConsoleOutput', 'host'],
    ['of what leaves alone what is protected', 'protectInstance', 'balancer'],
  ] as const)('%s', async (_, action, what) => {
    office.protect(arns[what]);
    expect((await office.plan(await office.job(host), action)).gate).not.toBeNull();
  });
});

describe('what was signed before it was protected', () => {
  it.each([
    ['protectInstance', 'ModifyInstanceAttribute', 'host'],
    ['snapshotVolumes', 'CreateSnapshots', 'host'],
    ['deregisterInstance', 'DeregisterInstancesFromLoadBalancer', 'balancer'],
  ] as const)('is not done: %s', async (action, operation, what) => {
    const job = await office.job(host);
    const planned = await office.plan(job, action);
    await office.sign(job, planned);
    office.protect(arns[what]);
    const seen = await office.watch();
    await expect(office.attempt(job, planned, action, 'apply')).rejects.toMatchObject(refusal(arns[what]));
    expect(await seen(operation)).toEqual([]);
    expect(await office.entries(job, 'intent')).toEqual([]);
  });

  it('is still put back when it was done', async () => {
    const face = arns.face.slice(arns.face.lastIndexOf('/') + 1);
    const before = await stage.groupsOf(face);
    const job = await office.job(host);
    const planned = await office.plan(job, 'isolateInstance');
    await office.sign(job, planned);
    await office.attempt(job, planned, 'isolateInstance', 'apply');
    expect(await stage.groupsOf(face)).not.toEqual(before);
    office.protect(arns.host, arns.face);
    const release = await office.planRelease(job);
    await office.sign(job, release, 'release-1');
    await office.attempt(job, release, 'isolateInstance', 'undo', 1, 'release-1');
    expect(await stage.groupsOf(face)).toEqual(before);
  });
});
