import type { CreateVpcEndpointResult, VpcEndpoint } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSite, type Site } from './sites.js';

describe('VPC endpoints', () => {
  let site: Site;
  beforeAll(() => {
    site = openSite();
  });
  afterAll(() => site.close());

  const spec = (service: string, more: object = {}) => ({
    VpcId: site.vpcId,
    VpcEndpointType: 'Interface',
    ServiceName: `com.amazonaws.eu-west-1.${service}`,
    SubnetIds: [site.subnetId],
    ...more,
  });
  const create = (input: object) =>
    site.ask<CreateVpcEndpointResult>('CreateVpcEndpoint', input).VpcEndpoint?.VpcEndpointId ?? '';
  const shown = (id: string) =>
    site.ask<{ VpcEndpoints: VpcEndpoint[] }>('DescribeVpcEndpoints', { VpcEndpointIds: [id] }).VpcEndpoints[0] ?? {};

  it('need names that the VPC can resolve, and that no other endpoint has', () => {
    expect(site.refused('CreateVpcEndpoint', spec('ssm'))).toBe('InvalidParameter');
    site.ask('ModifyVpcAttribute', { VpcId: site.vpcId, EnableDnsHostnames: { Value: true } });
    create(spec('ssm'));
    expect(site.refused('CreateVpcEndpoint', spec('ssm'))).toBe('InvalidParameter');
    expect(site.refused('CreateVpcEndpoint', spec('no-such'))).toBe('InvalidServiceName');
  });

  it('take time to be available and to go, with their interfaces', () => {
    const id = create(spec('kms'));
    expect(shown(id)).toMatchObject({ State: 'Pending', PrivateDnsEnabled: true, Groups: [{ GroupName: 'default' }] });
    site.pass(20_000);
    expect(shown(id).State).toBe('Available');
    const [eni = ''] = shown(id).NetworkInterfaceIds ?? [];
    expect(site.shown(eni)).toMatchObject({ InterfaceType: 'vpc_endpoint', RequesterManaged: true });
    site.ask('DeleteVpcEndpoints', { VpcEndpointIds: [id] });
    expect(shown(id).State).toBe('Deleting');
    site.pass(20_000);
    expect(site.refused('DescribeVpcEndpoints', { VpcEndpointIds: [id] })).toBe('InvalidVpcEndpointId.NotFound');
    expect(site.refused('DescribeNetworkInterfaces', { NetworkInterfaceIds: [eni] })).toBe(
      'InvalidNetworkInterfaceID.NotFound',
    );
    expect(site.ask('DeleteVpcEndpoints', { VpcEndpointIds: [id] })).toMatchObject({
      Unsuccessful: [{ ResourceId: id, Error: { Code: 'InvalidVpcEndpointId.NotFound' } }],
    });
  });

  it('wear the groups that they are given, on every interface', () => {
    const group = site.group('guard');
    const id = create(spec('sts'));
    const [before] = shown(id).Groups ?? [];
    const [eni = ''] = shown(id).NetworkInterfaceIds ?? [];
    const change = { AddSecurityGroupIds: [group], RemoveSecurityGroupIds: [before?.GroupId] };
    site.ask('ModifyVpcEndpoint', { VpcEndpointId: id, ...change });
    expect(site.groupsOf(eni)).toEqual([group]);
    expect(site.refused('DeleteSecurityGroup', { GroupId: group })).toBe('DependencyViolation');
  });

  it('are routes where they are gateways', () => {
    const gateway = { VpcEndpointType: 'Gateway', SubnetIds: undefined, RouteTableIds: [site.mainTable()] };
    const id = create(spec('s3', gateway));
    expect(shown(id)).toMatchObject({ State: 'Available', RouteTableIds: [site.mainTable()] });
    expect(site.refused('CreateVpcEndpoint', spec('s3', gateway))).toBe('RouteAlreadyExists');
    site.ask('DeleteVpcEndpoints', { VpcEndpointIds: [id] });
    create(spec('s3', gateway));
  });
});
