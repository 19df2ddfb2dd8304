import { mayFlow } from '../ec2/reach/reachability.js';
import { isRunning } from '../ec2/instances/instance-states.js';
import { interfacesIn, interfacesOf } from '../ec2/records.js';
import type { Place } from '../operation.js';
import { loadBalancersUsing } from './in-use.js';
import type { LoadBalancerRecord, TargetGroupRecord, TargetRecord } from './records.js';

/** The interfaces from which a load balancer sends. */
type Nodes = LoadBalancerRecord['nodes'];

/** Whether a connection from any node to an interface gets through now, both ways. */
const reachesInterface = (place: Place, nodes: Nodes, interfaceId: string, port: number): boolean =>
  nodes.some(
    (node) =>
      mayFlow(place, {
        interfaceId: node.interfaceId,
        direction: 'out',
        protocol: 'tcp',
        port,
        remote: { interfaceId },
      }).allowed,
  );

/** Whether an instance runs and a load balancer gets through to its first interface. */
export const reachesInstance = (place: Place, nodes: Nodes, instanceId: string, port: number): boolean => {
  const [primary] = interfacesOf(place, instanceId);
  return primary !== undefined && isRunning(place, instanceId) && reachesInterface(place, nodes, primary.id, port);
};

const reachesAddress = (place: Place, nodes: Nodes, vpcId: string, ip: string, port: number): boolean => {
  const holder = interfacesIn(place)
    .all()
    .find((one) => one.vpcId === vpcId && [...one.privateIps, ...one.ipv6].includes(ip));
  const instanceId = holder?.attachment?.instanceId;
  if (holder === undefined || (instanceId !== undefined && !isRunning(place, instanceId))) return false;
  return reachesInterface(place, nodes, holder.id, port);
};

/** Whether a target answers the health check of its group now. What runs is taken to listen. */
export const answers = (place: Place, group: TargetGroupRecord, target: TargetRecord): boolean => {
  const nodes = loadBalancersUsing(place, group.arn).flatMap((balancer) => balancer.nodes);
  const port = group.check.port === 'traffic-port' ? target.port : Number(group.check.port);
  return group.type === 'instance'
    ? reachesInstance(place, nodes, target.id, port)
    : reachesAddress(place, nodes, group.vpcId, target.id, port);
};
