import type { CreateNatGatewayResult, NatGateway, Route, RouteTable } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSite, type Site } from './sites.js';

const ALL = { DestinationCidrBlock: '0.0.0.0/0' };

describe('routes and gateways', () => {
  let site: Site;
  let gateway: string;
  beforeAll(() => {
    site = openSite();
    gateway = site.connect();
  });
  afterAll(() => site.close());

  const table = (id: string): RouteTable =>
    site.ask<{ RouteTables: RouteTable[] }>('DescribeRouteTables', { RouteTableIds: [id] }).RouteTables[0] ?? {};
  const route = (id: string): Route | undefined =>
    table(id).Routes?.find((one) => one.DestinationCidrBlock === ALL.DestinationCidrBlock);
  const newTable = () =>
    site.ask<{ RouteTable: RouteTable }>('CreateRouteTable', { VpcId: site.vpcId }).RouteTable.RouteTableId ?? '';

  it('have one route to a destination, and keep what is local', () => {
    const RouteTableId = site.mainTable();
    const again = { RouteTableId, ...ALL, GatewayId: gateway };
    expect(site.refused('CreateRoute', again)).toBe('RouteAlreadyExists');
    const local = { RouteTableId, DestinationCidrBlock: '10.0.0.0/16' };
    expect(site.refused('DeleteRoute', local)).toBe('InvalidParameterValue');
    const absent = { RouteTableId, DestinationCidrBlock: '192.0.2.0/24' };
    expect(site.refused('DeleteRoute', absent)).toBe('InvalidRoute.NotFound');
    expect(site.refused('ReplaceRoute', { ...absent, GatewayId: gateway })).toBe('InvalidRoute.NotFound');
  });

  it('belong to a subnet through one table at a time', () => {
    const [one, other] = [newTable(), newTable()];
    const subnet = site.subnet('10.0.1.0/24');
    const { AssociationId } = site.ask<{ AssociationId: string }>('AssociateRouteTable', {
      RouteTableId: one,
      SubnetId: subnet,
    });
    expect(site.refused('AssociateRouteTable', { RouteTableId: other, SubnetId: subnet })).toBe(
      'Resource.AlreadyAssociated',
    );
    expect(site.refused('DeleteRouteTable', { RouteTableId: one })).toBe('DependencyViolation');
    const moved = site.ask<{ NewAssociationId: string }>('ReplaceRouteTableAssociation', {
      AssociationId,
      RouteTableId: other,
    });
    expect(table(other).Associations).toMatchObject([{ SubnetId: subnet, Main: false }]);
    site.ask('DisassociateRouteTable', { AssociationId: moved.NewAssociationId });
    for (const RouteTableId of [one, other]) site.ask('DeleteRouteTable', { RouteTableId });
    const [main] = table(site.mainTable()).Associations ?? [];
    const mainAssociation = { AssociationId: main?.RouteTableAssociationId };
    expect(site.refused('DisassociateRouteTable', mainAssociation)).toBe('InvalidParameterValue');
  });

  it('attach one internet gateway to one VPC', () => {
    const attach = { InternetGatewayId: gateway, VpcId: site.vpc() };
    expect(site.refused('AttachInternetGateway', attach)).toBe('Resource.AlreadyAssociated');
    expect(site.refused('DetachInternetGateway', attach)).toBe('Gateway.NotAttached');
    expect(site.refused('DeleteInternetGateway', { InternetGatewayId: gateway })).toBe('DependencyViolation');
  });

  it('lead through a NAT gateway that takes time, has an interface of its own, and leaves a black hole', () => {
    const { allocationId, ip } = site.address();
    const make = { SubnetId: site.subnetId, AllocationId: allocationId };
    const id = site.ask<CreateNatGatewayResult>('CreateNatGateway', make).NatGateway?.NatGatewayId ?? '';
    const nat = () =>
      site.ask<{ NatGateways: NatGateway[] }>('DescribeNatGateways', { NatGatewayIds: [id] }).NatGateways[0] ?? {};
    expect(nat()).toMatchObject({ State: 'pending', NatGatewayAddresses: [{ PublicIp: ip }] });
    expect(site.refused('CreateNatGateway', make)).toBe('Resource.AlreadyAssociated');
    site.pass(30_000);
    expect(nat().State).toBe('available');
    const eni = site.shown(nat().NatGatewayAddresses?.[0]?.NetworkInterfaceId ?? '');
    expect(eni).toMatchObject({ RequesterManaged: true, Groups: [], Status: 'in-use' });
    expect(site.refused('DisassociateAddress', { AssociationId: eni.Association?.AssociationId })).toBe('AuthFailure');
    const RouteTableId = newTable();
    site.ask('CreateRoute', { RouteTableId, ...ALL, NatGatewayId: id });
    expect(route(RouteTableId)).toMatchObject({ NatGatewayId: id, State: 'active' });
    site.ask('DeleteNatGateway', { NatGatewayId: id });
    expect(nat().State).toBe('deleting');
    expect(route(RouteTableId)?.State).toBe('blackhole');
    expect(site.refused('ReleaseAddress', { AllocationId: allocationId })).toBe('InvalidIPAddress.InUse');
    site.pass(30_000);
    expect(nat().State).toBe('deleted');
    site.ask('ReleaseAddress', { AllocationId: allocationId });
    site.pass(3_600_000);
    expect(site.refused('DescribeNatGateways', { NatGatewayIds: [id] })).toBe('NatGatewayNotFound');
  });
});
