import type { AssociateAddressRequest, AssociateAddressResult, DisassociateAddressRequest } from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import {
  addressOf,
  associationHolder,
  findAllocation,
  holderByAssociation,
  holderOf,
  type Holder,
} from './address-holders.js';
import { findInstance } from '../compute-finders.js';
import { findInterface } from '../finders.js';
import { internetGatewayOf } from '../network/internet-gateways.js';
import { refuseManaged } from './interface-managed.js';
import { assignWhileRunning, publicIpsOf, setPublicIps } from './public-addresses.js';
import { interfacesOf, stateAt, type InterfaceRecord } from '../records.js';
import { arnOf } from '../tags.js';

/** AssociateAddress, DisassociateAddress. */
export const addressAssociationOperations: Operations = {
  AssociateAddress: operation<AssociateAddressRequest, AssociateAddressResult>(
    (call, input) => {
      const { allocationId, ip } =
        input.AllocationId === undefined
          ? addressOf(call, input.PublicIp ?? '')
          : findAllocation(call, input.AllocationId);
      const target = targetOf(call, input);
      refuseManaged(target);
      if (internetGatewayOf(call, target.vpcId) === undefined)
        throw new AwsFailure('Gateway.NotAttached', `Network ${target.vpcId} is not attached to any internet gateway`);
      const privateIp = input.PrivateIpAddress ?? target.privateIps[0];
      if (privateIp === undefined || !target.privateIps.includes(privateIp))
        throw new AwsFailure(
          'InvalidParameterValue',
          `The private IP address '${privateIp ?? ''}' is not assigned to interface ${target.id}`,
        );
      const before = holderOf(call, allocationId);
      if (before?.row.id === target.id && before.publicIp.privateIp === privateIp)
        return { AssociationId: before.publicIp.associationId };
      const displaced = publicIpsOf(target).find((one) => one.privateIp === privateIp);
      if (input.AllowReassociation === false) refuseAssociated(before, target, displaced);
      if (before !== undefined) {
        refuseManaged(before.row);
        take(call, before);
      }
      const associationId = hexId('eipassoc');
      const current = findInterface(call, target.id);
      setPublicIps(call, current, [
        ...publicIpsOf(current).filter((one) => one.privateIp !== privateIp),
        { ip, privateIp, allocationId, associationId },
      ]);
      return { AssociationId: associationId };
    },
    (call, input) => [
      {
        action: 'ec2:AssociateAddress',
        resources: [
          arnOf(call, 'elastic-ip', input.AllocationId ?? '*'),
          ...(input.InstanceId === undefined ? [] : [arnOf(call, 'instance', input.InstanceId)]),
          ...(input.NetworkInterfaceId === undefined
            ? []
            : [arnOf(call, 'network-interface', input.NetworkInterfaceId)]),
        ],
      },
    ],
  ),

  DisassociateAddress: operation<DisassociateAddressRequest, object>(
    (call, { AssociationId, PublicIp }) => {
      if (AssociationId === undefined)
        throw new AwsFailure(
          PublicIp === undefined ? 'MissingParameter' : 'InvalidParameterValue',
          'You must specify an association id when unmapping an address from a VPC instance',
        );
      const holder = associationHolder(call, AssociationId);
      refuseManaged(holder.row);
      take(call, holder);
      return {};
    },
    (call, { AssociationId = '' }) => {
      const held = holderByAssociation(call, AssociationId);
      const resources =
        held === undefined
          ? ['*']
          : [
              arnOf(call, 'elastic-ip', held.publicIp.allocationId ?? '*'),
              arnOf(call, 'network-interface', held.row.id),
            ];
      return [{ action: 'ec2:DisassociateAddress', resources }];
    },
  ),
};

/** Takes an Elastic IP address off. AWS may give the interface a new public address in its place, at once. */
const take = (place: Place, { row, publicIp }: Holder): void => {
  setPublicIps(
    place,
    row,
    publicIpsOf(row).filter((one) => one.associationId !== publicIp.associationId),
  );
  assignWhileRunning(place, row.id);
};

const targetOf = (place: Place, input: AssociateAddressRequest): InterfaceRecord => {
  if (input.NetworkInterfaceId !== undefined) return findInterface(place, input.NetworkInterfaceId);
  if (input.InstanceId === undefined)
    throw new AwsFailure('MissingParameter', 'Either instance ID or network interface id must be specified');
  const instance = findInstance(place, input.InstanceId);
  const state = stateAt(instance, place.world.clock.now());
  if (!['running', 'stopped', 'stopping'].includes(state))
    throw new AwsFailure(
      'InvalidInstanceID',
      `The ${state} instance '${instance.id}' is not in a valid state for this operation.`,
    );
  const [only, ...others] = interfacesOf(place, instance.id);
  if (only === undefined || others.length > 0)
    throw new AwsFailure(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${instance.id}'. Please specify an interface ID for the operation instead.`,
    );
  return only;
};

const refuseAssociated = (
  before: Holder | undefined,
  target: InterfaceRecord,
  displaced: Holder['publicIp'] | undefined,
): void => {
  if (before !== undefined)
    throw new AwsFailure(
      'Resource.AlreadyAssociated',
      `resource ${before.publicIp.allocationId} is already associated with associate-id ${before.publicIp.associationId}`,
    );
  if (displaced?.allocationId !== undefined)
    throw new AwsFailure(
      'Resource.AlreadyAssociated',
      `resource ${target.id} is already associated with associate-id ${displaced.associationId}`,
    );
};
