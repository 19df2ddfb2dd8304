import type { NatGateway } from '@aws-sdk/client-ec2';
import type { Reaction } from '../../../world/agenda.js';
import type { World } from '../../../world/world.js';
import type { Place } from '../../operation.js';
import { deleteInterface } from '../interfaces/interface-life.js';
import { natGatewaysIn, type NatGatewayRecord } from './network-records.js';
import { interfacesIn } from '../records.js';
import { dropTags, tagList } from '../tags.js';
import { timings } from '../timings.js';

/** The kinds of things that happen to NAT gateways by themselves. */
export const NAT_DELETED = 'ec2.natGatewayDeleted';
const NAT_FORGOTTEN = 'ec2.natGatewayForgotten';

/** What the agenda keeps of a NAT gateway that ends. */
export type NatPlan = { readonly account: string; readonly region: string; readonly id: string };

/** How long AWS still shows a deleted NAT gateway, in milliseconds ("about an hour", NAT gateways). */
const DELETED_SHOWN = 3_600_000;

/** The state that AWS shows now. */
export const natState = (place: Place, row: NatGatewayRecord): NonNullable<NatGateway['State']> => {
  const now = place.world.clock.now();
  if (row.deletedAt !== undefined) return now < row.deletedAt + timings.natGateway ? 'deleting' : 'deleted';
  return now < row.availableAt ? 'pending' : 'available';
};

/** A NAT gateway as DescribeNatGateways shows it. */
export const describeNatGateway = (place: Place, row: NatGatewayRecord): NatGateway => {
  const state = natState(place, row);
  const association = interfacesIn(place).get(row.interfaceId)?.publicIp?.associationId;
  return {
    NatGatewayId: row.id,
    VpcId: row.vpcId,
    SubnetId: row.subnetId,
    State: state,
    ConnectivityType: row.connectivity,
    AvailabilityMode: 'zonal',
    CreateTime: new Date(row.createdAt),
    ...(state === 'deleted' &&
      row.deletedAt !== undefined && {
        DeleteTime: new Date(row.deletedAt + timings.natGateway),
      }),
    NatGatewayAddresses: [
      {
        NetworkInterfaceId: row.interfaceId,
        PrivateIp: row.privateIp,
        ...(row.publicIp !== undefined && { PublicIp: row.publicIp }),
        ...(row.allocationId !== undefined && { AllocationId: row.allocationId }),
        ...(association !== undefined && { AssociationId: association }),
        IsPrimary: true,
        Status: state === 'pending' ? 'associating' : 'succeeded',
      },
    ],
    Tags: tagList(place, row.id),
  };
};

/** Lets a deletion end: the interface goes, the Elastic IP address is free; later nothing shows it any more. */
export const natGatewayReactions = (world: World): Readonly<Record<string, Reaction>> => ({
  [NAT_DELETED]: (detail, at) => {
    const { id, ...scope } = detail as NatPlan;
    const place = { world, ...scope };
    const row = natGatewaysIn(place).get(id);
    if (row === undefined) return;
    deleteInterface(place, row.interfaceId);
    world.agenda.plan(`${NAT_FORGOTTEN} ${id}`, at + DELETED_SHOWN, NAT_FORGOTTEN, detail);
  },
  [NAT_FORGOTTEN]: (detail) => {
    const { id, ...scope } = detail as NatPlan;
    const place = { world, ...scope };
    natGatewaysIn(place).delete(id);
    dropTags(place, id);
  },
});
