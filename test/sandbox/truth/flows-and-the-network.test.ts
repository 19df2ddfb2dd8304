import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSession } from '../../../sandbox/truth/sessions.js';
import { truth } from '../../../sandbox/truth/truth.js';
import { openEstate, type Estate } from './estate.js';

describe('a living flow', () => {
  let estate: Estate;
  beforeEach(() => {
    estate = openEstate();
  });
  afterEach(() => estate.close());

  it('ends when a network ACL forbids either of its directions', () => {
    const c2 = estate.flow();
    const { NetworkAcls } = estate.compute<{ NetworkAcls: { NetworkAclId: string }[] }>('DescribeNetworkAcls', {
      Filters: [{ Name: 'association.subnet-id', Values: [estate.subnetId] }],
    });
    estate.change('CreateNetworkAclEntry', {
      NetworkAclId: NetworkAcls[0]?.NetworkAclId,
      RuleNumber: 1,
      Protocol: '-1',
      RuleAction: 'deny',
      Egress: false,
      CidrBlock: '198.51.100.66/32',
    });
    expect(estate.now(c2)?.endedBy).toBe('network ACL');
  });

  it('ends when its host is stopped', () => {
    const c2 = estate.flow();
    estate.change('StopInstances', { InstanceIds: [estate.host] });
    expect(estate.now(c2)?.endedBy).toBe('instance not running');
  });

  it('ends when the public address that it goes through is taken away', () => {
    const { AllocationId } = estate.compute<{ AllocationId: string }>('AllocateAddress');
    const { AssociationId } = estate.compute<{ AssociationId: string }>('AssociateAddress', {
      AllocationId,
      NetworkInterfaceId: estate.eni,
    });
    const c2 = estate.flow();
    estate.change('DisassociateAddress', { AssociationId });
    expect(estate.now(c2)?.endedBy).toBe('address disassociated');
  });

  it('ends when its interface is detached', () => {
    const { NetworkInterface } = estate.compute<{ NetworkInterface: { NetworkInterfaceId: string } }>(
      'CreateNetworkInterface',
      { SubnetId: estate.subnetId, Groups: [estate.narrow] },
    );
    const { AttachmentId } = estate.compute<{ AttachmentId: string }>('AttachNetworkInterface', {
      NetworkInterfaceId: NetworkInterface.NetworkInterfaceId,
      InstanceId: estate.host,
      DeviceIndex: 1,
    });
    const lateral = estate.flow({
      interfaceId: NetworkInterface.NetworkInterfaceId,
      kind: 'lateral',
      remote: '172.31.255.10',
      port: 22,
    });
    expect(lateral?.path).toBe('local');
    estate.change('DetachNetworkInterface', { AttachmentId, Force: true });
    estate.pass(30_000);
    expect(estate.now(lateral)?.endedBy).toBe('interface detached');
  });

  it.each([
    ['dns', '172.31.0.2', 53],
    ['imds', '169.254.169.254', 80],
  ] as const)('of kind %s is cut by neither groups nor network ACLs', (kind, remote, port) => {
    const flow = estate.flow({ kind, remote, port });
    estate.wear(estate.open);
    estate.wear(estate.quarantine);
    estate.pass(60_000);
    expect(estate.now(flow)?.endedAt).toBeUndefined();
  });

  it('to the metadata of its host ends when the endpoint is off, and not before that is applied', () => {
    const imds = estate.flow({ kind: 'imds', remote: '169.254.169.254', port: 80 });
    estate.change('ModifyInstanceMetadataOptions', { InstanceId: estate.host, HttpEndpoint: 'disabled' });
    expect(estate.now(imds)?.endedAt).toBeUndefined();
    estate.pass(20_000);
    expect(estate.now(imds)?.endedBy).toBe('metadata endpoint disabled');
  });
});

describe('a flow through a NAT gateway', () => {
  let estate: Estate;
  beforeEach(() => {
    estate = openEstate();
  });
  afterEach(() => estate.close());

  it('is always tracked: the swap through an open group does not end it', () => {
    const { Subnets } = estate.compute<{ Subnets: { SubnetId: string; VpcId: string }[] }>('DescribeSubnets');
    const other = Subnets.find((one) => one.SubnetId !== estate.subnetId);
    const { AllocationId } = estate.compute<{ AllocationId: string }>('AllocateAddress');
    const { NatGateway } = estate.compute<{ NatGateway: { NatGatewayId: string } }>('CreateNatGateway', {
      SubnetId: other?.SubnetId,
      AllocationId,
    });
    estate.pass(600_000);
    const { RouteTable } = estate.compute<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', {
      VpcId: other?.VpcId,
    });
    const RouteTableId = RouteTable.RouteTableId;
    estate.compute('CreateRoute', {
      RouteTableId,
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: NatGateway.NatGatewayId,
    });
    estate.compute('AssociateRouteTable', { RouteTableId, SubnetId: estate.subnetId });
    const c2 = estate.flow();
    expect(c2).toMatchObject({ openedAs: 'always-tracked', path: 'nat' });
    estate.wear(estate.open);
    estate.wear(estate.quarantine);
    estate.pass(3_600_000);
    expect(estate.now(c2)?.endedAt).toBeUndefined();
    estate.change('ReplaceRoute', {
      RouteTableId,
      DestinationCidrBlock: '0.0.0.0/0',
      NetworkInterfaceId: estate.eni,
    });
    expect(estate.now(c2)?.endedBy).toBe('route changed');
  });
});

describe('the truth', () => {
  it('says which flows live and which sessions answer', () => {
    const estate = openEstate();
    estate.flow();
    const role = { kind: 'role-session', principal: 'arn:aws:sts::111122223333:assumed-role/web/i-1' } as const;
    const stolen = estate.world.store.transact(() => [
      openSession(estate.place, { ...role, expiresAt: estate.world.clock.now() + 3_600_000 }),
      openSession(estate.place, { kind: 'access-key', principal: 'arn:aws:iam::111122223333:user/dev' }),
    ]);
    const read = () => truth(estate.place, ({ kind }) => (kind === 'access-key' ? 'InvalidClientTokenId' : undefined));
    expect(read()).toMatchObject({
      flows: [{ kind: 'c2', lives: true }],
      sessions: [
        { id: stolen[0]?.id, answers: true },
        { id: stolen[1]?.id, answers: false, deniedBy: 'InvalidClientTokenId' },
      ],
    });
    estate.pass(7_200_000);
    expect(read().sessions[0]).toMatchObject({ answers: false, deniedBy: 'expired' });
    const document = read();
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    estate.close();
  });
});
