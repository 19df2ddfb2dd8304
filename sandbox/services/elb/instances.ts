import { instancesIn, stateAt } from '../ec2/records.js';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { deregisterInstances, isInClassic, registerInstances } from './membership.js';
import { classicOf, registrationsIn, type RegistrationRecord } from './records.js';
import type { InstancesInput } from './shapes.js';

const idsOf = ({ Instances = [] }: InstancesInput): readonly string[] =>
  Instances.flatMap(({ InstanceId }) => InstanceId ?? []);

const registered = (call: Call, name: string): readonly RegistrationRecord[] =>
  registrationsIn(call)
    .all()
    .filter(({ balancer }) => balancer === name);

const listed = (call: Call, name: string) => ({
  Instances: registered(call, name).map(({ instanceId }) => ({ InstanceId: instanceId })),
});

const needs =
  (action: string) =>
  (call: Call, { LoadBalancerName }: InstancesInput) => [
    {
      action: `elasticloadbalancing:${action}`,
      resources: [`arn:aws:elasticloadbalancing:${call.region}:${call.account}:loadbalancer/${LoadBalancerName}`],
    },
  ];

const healthShown = (call: Call, { instanceId, state, isNew }: RegistrationRecord) => {
  const instance = instancesIn(call).get(instanceId);
  const runs = instance !== undefined && stateAt(instance, call.world.clock.now()) === 'running';
  if (state === 'InService' && runs)
    return { InstanceId: instanceId, State: 'InService', ReasonCode: 'N/A', Description: 'N/A' };
  const Description = !runs
    ? 'Instance is not in the running state.'
    : isNew
      ? 'Instance registration is still in progress.'
      : 'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.';
  return { InstanceId: instanceId, State: 'OutOfService', ReasonCode: isNew ? 'ELB' : 'Instance', Description };
};

/** Registers and deregisters instances of a Classic Load Balancer, and says how they stand. */
export const classicInstanceOperations: Operations = {
  RegisterInstancesWithLoadBalancer: operation<InstancesInput, object>((call, input) => {
    registerInstances(call, input.LoadBalancerName, idsOf(input));
    return listed(call, input.LoadBalancerName);
  }, needs('RegisterInstancesWithLoadBalancer')),

  DeregisterInstancesFromLoadBalancer: operation<InstancesInput, object>((call, input) => {
    deregisterInstances(call, input.LoadBalancerName, idsOf(input));
    return listed(call, input.LoadBalancerName);
  }, needs('DeregisterInstancesFromLoadBalancer')),

  DescribeInstanceHealth: operation<InstancesInput, object>((call, input) => {
    const { name } = classicOf(call, input.LoadBalancerName);
    for (const id of idsOf(input))
      if (!isInClassic(call, name, id)) throw new AwsFailure('InvalidInstance', `Could not find EC2 instance ${id}.`);
    const asked = input.Instances === undefined ? undefined : idsOf(input);
    return {
      InstanceStates: registered(call, name)
        .filter(({ instanceId }) => asked?.includes(instanceId) ?? true)
        .map((one) => healthShown(call, one)),
    };
  }),
};
