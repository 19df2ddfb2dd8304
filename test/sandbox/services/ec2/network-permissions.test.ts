import { describe, expect, it } from '@jest/globals';
import { AwsFailure } from '../../../../sandbox/services/operation.js';
import type { Need } from '../../../../sandbox/services/operation.js';
import { ec2 } from '../../../../sandbox/services/ec2/index.js';
import { openBench } from '../harness.js';

const arn = (type: string, id: string) => `arn:aws:ec2:eu-west-1:111122223333:${type}/${id}`;

describe('the permissions that network calls take', () => {
  const needed = (operation: string, input: object): readonly Need[] => {
    const needs: Need[] = [];
    const bench = openBench([ec2], (_world, _request, need) => {
      needs.push(need);
      throw new AwsFailure('UnauthorizedOperation', 'no', 403);
    });
    expect(bench.refusal(ec2, operation, input)).toBe('UnauthorizedOperation');
    bench.close();
    return needs;
  };

  it('name the interface and the groups of a change of groups, before either is looked up', () => {
    const input = { NetworkInterfaceId: 'eni-0123456789abcdef0', Groups: ['sg-0123456789abcdef0'] };
    expect(needed('ModifyNetworkInterfaceAttribute', input)).toEqual([
      {
        action: 'ec2:ModifyNetworkInterfaceAttribute',
        resources: [arn('network-interface', 'eni-0123456789abcdef0'), arn('security-group', 'sg-0123456789abcdef0')],
      },
    ]);
  });

  it('name the VPC and the new group of CreateSecurityGroup', () => {
    const input = { GroupName: 'x', Description: 'x', VpcId: 'vpc-0123456789abcdef0' };
    expect(needed('CreateSecurityGroup', input)).toEqual([
      {
        action: 'ec2:CreateSecurityGroup',
        resources: [arn('security-group', '*'), arn('vpc', 'vpc-0123456789abcdef0')],
      },
    ]);
  });

  it('name the table of an association, and every table for one that is not there', () => {
    const needs: Need[] = [];
    const bench = openBench([ec2], (_world, _request, need) => void needs.push(need));
    const { Vpc } = bench.call<{ Vpc: { VpcId: string } }>(ec2, 'CreateVpc', { CidrBlock: '10.0.0.0/16' });
    const { VpcId } = Vpc;
    const { Subnet } = bench.call<{ Subnet: { SubnetId: string } }>(ec2, 'CreateSubnet', {
      VpcId,
      CidrBlock: '10.0.0.0/24',
    });
    const { RouteTable } = bench.call<{ RouteTable: { RouteTableId: string } }>(ec2, 'CreateRouteTable', { VpcId });
    const { RouteTableId } = RouteTable;
    const association = { RouteTableId, SubnetId: Subnet.SubnetId };
    const { AssociationId } = bench.call<{ AssociationId: string }>(ec2, 'AssociateRouteTable', association);
    bench.call(ec2, 'DisassociateRouteTable', { AssociationId });
    expect(needs.at(-1)).toEqual({
      action: 'ec2:DisassociateRouteTable',
      resources: [arn('route-table', RouteTableId)],
    });
    expect(bench.refusal(ec2, 'DisassociateRouteTable', { AssociationId })).toBe('InvalidAssociationID.NotFound');
    expect(needs.at(-1)?.resources).toEqual([arn('route-table', '*')]);
    bench.close();
  });

  it('are for every resource where AWS knows no narrower one', () => {
    expect(needed('DescribeNetworkInterfaces', {})).toEqual([
      { action: 'ec2:DescribeNetworkInterfaces', resources: ['*'] },
    ]);
  });
});
