import type {
  AssociateRouteTableRequest,
  AssociateRouteTableResult,
  DisassociateRouteTableRequest,
  ReplaceRouteTableAssociationRequest,
  ReplaceRouteTableAssociationResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { findRouteTable, findSubnet } from '../finders.js';
import { routeTablesIn, type RouteTableRecord } from './network-records.js';
import { arnOf } from '../tags.js';
import { unsupported } from '../unsupported.js';

const associated = { AssociationState: { State: 'associated' } } as const;

const tableOf = (place: Place, associationId: string): RouteTableRecord | undefined =>
  routeTablesIn(place)
    .all()
    .find((one) => one.associations.some(({ id }) => id === associationId));

/** The table with an association, and the association; else AWS's refusal. */
const holderOf = (place: Place, associationId: string) => {
  const table = tableOf(place, associationId);
  const association = table?.associations.find(({ id }) => id === associationId);
  if (table === undefined || association === undefined)
    throw new AwsFailure('InvalidAssociationID.NotFound', `The association ID '${associationId}' does not exist`);
  return { table, association };
};

const without = (place: Place, table: RouteTableRecord, associationId: string): void =>
  void routeTablesIn(place).put(table.id, {
    ...table,
    associations: table.associations.filter(({ id }) => id !== associationId),
  });

const needs =
  (action: string) =>
  (call: Place, { RouteTableId = '*' }: { readonly RouteTableId: string | undefined }) => [
    { action, resources: [arnOf(call, 'route-table', RouteTableId)] },
  ];

/** The table that has an association, where the request names the association only. */
const needsOfHolder =
  (action: string) =>
  (call: Place, { AssociationId = '' }: { readonly AssociationId: string | undefined }) => [
    { action, resources: [arnOf(call, 'route-table', tableOf(call, AssociationId)?.id ?? '*')] },
  ];

/** AssociateRouteTable, ReplaceRouteTableAssociation, DisassociateRouteTable. */
export const routeTableAssociationOperations: Operations = {
  AssociateRouteTable: operation<AssociateRouteTableRequest, AssociateRouteTableResult>((call, input) => {
    unsupported(input, ['GatewayId', 'PublicIpv4Pool']);
    const table = findRouteTable(call, input.RouteTableId ?? '');
    const subnet = findSubnet(call, input.SubnetId ?? '');
    if (subnet.vpcId !== table.vpcId)
      throw new AwsFailure(
        'InvalidParameterValue',
        `Route table ${table.id} and subnet ${subnet.id} belong to different networks`,
      );
    const before = table.associations.find((one) => one.subnetId === subnet.id);
    if (before !== undefined) return { AssociationId: before.id, ...associated };
    if (
      routeTablesIn(call)
        .all()
        .some((one) => one.associations.some(({ subnetId }) => subnetId === subnet.id))
    )
      throw new AwsFailure(
        'Resource.AlreadyAssociated',
        `the specified association for route table ${table.id} conflicts with an existing association`,
      );
    const id = hexId('rtbassoc');
    routeTablesIn(call).put(table.id, { ...table, associations: [...table.associations, { id, subnetId: subnet.id }] });
    return { AssociationId: id, ...associated };
  }, needs('ec2:AssociateRouteTable')),

  ReplaceRouteTableAssociation: operation<ReplaceRouteTableAssociationRequest, ReplaceRouteTableAssociationResult>(
    (call, { AssociationId = '', RouteTableId = '' }) => {
      const { table: before, association } = holderOf(call, AssociationId);
      if (findRouteTable(call, RouteTableId).vpcId !== before.vpcId)
        throw new AwsFailure(
          'InvalidParameterValue',
          `Route table ${RouteTableId} and association ${AssociationId} belong to different networks`,
        );
      without(call, before, AssociationId);
      const id = hexId('rtbassoc');
      const table = findRouteTable(call, RouteTableId);
      const { subnetId } = association;
      const associations = [...table.associations, { id, ...(subnetId !== undefined && { subnetId }) }];
      routeTablesIn(call).put(table.id, { ...table, associations });
      return { NewAssociationId: id, ...associated };
    },
    (call, input) => [
      ...needs('ec2:ReplaceRouteTableAssociation')(call, input),
      ...needsOfHolder('ec2:ReplaceRouteTableAssociation')(call, input),
    ],
  ),

  DisassociateRouteTable: operation<DisassociateRouteTableRequest, object>((call, { AssociationId = '' }) => {
    const { table, association } = holderOf(call, AssociationId);
    if (association.subnetId === undefined)
      throw new AwsFailure(
        'InvalidParameterValue',
        `cannot disassociate the main route table association ${AssociationId}`,
      );
    without(call, table, AssociationId);
    return {};
  }, needsOfHolder('ec2:DisassociateRouteTable')),
};
