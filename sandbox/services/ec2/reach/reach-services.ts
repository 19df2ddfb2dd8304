import type { Place } from '../../operation.js';
import { endpointState } from '../network/endpoint-states.js';
import { endpointsIn, vpcsIn } from '../network/network-records.js';
import { prefixLists } from '../network/prefix-lists.js';
import { mayFlow } from './reach-flows.js';
import { interfacesIn } from '../records.js';

/** How an interface reaches an AWS service over HTTPS, or why it does not. */
export type WayOut = {
  readonly allowed: boolean;
  /** `internet`, `nat`, `egress-only`, `gateway-endpoint`, `endpoint` with its id, or why not. */
  readonly reason: string;
  readonly endpointId?: string;
};

/** What the Systems Manager agent talks to ("Reference: ec2messages, ssmmessages, and other API operations"). */
export const AGENT_SERVICES = ['ssm', 'ssmmessages', 'ec2messages'] as const;

/**
 * Whether an interface reaches services of its Region by the names that every SDK uses. An endpoint with private DNS
 * takes those names over: the way past it is closed then, even when the endpoint's own groups let nobody in.
 */
export const waysOut = <Service extends string = (typeof AGENT_SERVICES)[number]>(
  place: Place,
  interfaceId: string,
  services: readonly Service[] = AGENT_SERVICES as readonly string[] as readonly Service[],
): Readonly<Record<Service, WayOut>> =>
  Object.fromEntries(services.map((service) => [service, wayOut(place, interfaceId, service)])) as Record<
    Service,
    WayOut
  >;

const wayOut = (place: Place, interfaceId: string, service: string): WayOut => {
  const row = interfacesIn(place).get(interfaceId);
  const vpc = row && vpcsIn(place).get(row.vpcId);
  if (vpc === undefined) return { allowed: false, reason: `there is no interface ${interfaceId}` };
  if (!vpc.dnsSupport) return { allowed: false, reason: `${vpc.id} resolves no names` };
  const serviceName = `com.amazonaws.${place.region}.${service}`;
  const endpoint = endpointsIn(place)
    .all()
    .find((one) => one.vpcId === vpc.id && one.privateDns && one.serviceName === serviceName);
  const https = { interfaceId, direction: 'out', protocol: 'tcp', port: 443 } as const;
  if (endpoint !== undefined && endpointState(place, endpoint) !== 'pending') {
    const passages = endpoint.interfaceIds.map((id) => mayFlow(place, { ...https, remote: { interfaceId: id } }));
    const open = passages.find((one) => one.allowed);
    const reason = open === undefined ? (passages[0]?.reason ?? `${endpoint.id} is in no subnet`) : 'endpoint';
    return { allowed: open !== undefined, reason, endpointId: endpoint.id };
  }
  // Services without a prefix list answer from addresses that nobody can know beforehand.
  const cidr = prefixLists(place).find((one) => one.name === serviceName)?.cidrs[0] ?? '0.0.0.0/0';
  const { allowed, reason } = mayFlow(place, { ...https, remote: { cidr } });
  return { allowed, reason };
};
