import type { VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Reaction } from '../../../world/agenda.js';
import type { World } from '../../../world/world.js';
import type { Place } from '../../operation.js';
import { serviceDnsName } from './endpoint-services.js';
import { deleteInterface } from '../interfaces/interface-life.js';
import { endpointsIn, groupsIn, type EndpointRecord } from './network-records.js';
import { interfacesIn } from '../records.js';
import { dropTags, tagList } from '../tags.js';

/** The kind of thing that happens when an interface endpoint's deletion ends. */
export const ENDPOINT_DELETED = 'ec2.vpcEndpointDeleted';

/** What the agenda keeps of an endpoint that ends. */
export type EndpointPlan = { readonly account: string; readonly region: string; readonly id: string };

/** The state that AWS shows now. */
export const endpointState = (place: Place, row: EndpointRecord): 'pending' | 'available' | 'deleting' => {
  if (row.deletedAt !== undefined) return 'deleting';
  return place.world.clock.now() < row.availableAt ? 'pending' : 'available';
};

// As the model spells them; the filter takes them in lower case.
const SPELLED = { pending: 'Pending', available: 'Available', deleting: 'Deleting' } as const;

/** An endpoint as DescribeVpcEndpoints shows it. */
export const describeEndpoint = (place: Place, row: EndpointRecord): VpcEndpoint => {
  const state = endpointState(place, row);
  const interfaces = row.interfaceIds.flatMap((id) => interfacesIn(place).get(id) ?? []);
  const own = `${row.id}-${row.id.slice(-8)}.${serviceDnsName(row.serviceName).replace('.amazonaws', '.vpce.amazonaws')}`;
  const names = row.type === 'Gateway' ? [] : [own, ...(row.privateDns ? [serviceDnsName(row.serviceName)] : [])];
  return {
    VpcEndpointId: row.id,
    VpcEndpointType: row.type,
    VpcId: row.vpcId,
    ServiceName: row.serviceName,
    State: SPELLED[state],
    PolicyDocument: row.policy,
    RouteTableIds: [...row.routeTableIds],
    SubnetIds: interfaces.map((one) => one.subnetId),
    NetworkInterfaceIds: interfaces.map((one) => one.id),
    Groups: row.groups.map((GroupId) => ({ GroupId, GroupName: groupsIn(place).get(GroupId)?.name })),
    PrivateDnsEnabled: row.privateDns,
    RequesterManaged: false,
    IpAddressType: 'ipv4',
    DnsOptions: { DnsRecordIpType: row.type === 'Gateway' ? 'service-defined' : 'ipv4' },
    DnsEntries: names.map((DnsName) => ({ DnsName })),
    CreationTimestamp: new Date(row.createdAt),
    OwnerId: place.account,
    Tags: tagList(place, row.id),
  };
};

/** Removes an endpoint with its interfaces and tags. */
export const removeEndpoint = (place: Place, row: EndpointRecord): void => {
  for (const id of row.interfaceIds) deleteInterface(place, id);
  endpointsIn(place).delete(row.id);
  dropTags(place, row.id);
};

/** Lets the deletion of an interface endpoint end. */
export const endpointReactions = (world: World): Readonly<Record<string, Reaction>> => ({
  [ENDPOINT_DELETED]: (detail) => {
    const { id, ...scope } = detail as EndpointPlan;
    const place = { world, ...scope };
    const row = endpointsIn(place).get(id);
    if (row !== undefined) removeEndpoint(place, row);
  },
});
