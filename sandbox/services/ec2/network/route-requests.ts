import type { CreateRouteRequest } from '@aws-sdk/client-ec2';
import { AwsFailure, type Place } from '../../operation.js';
import { cidrText, parseCidr } from '../cidr.js';
import { findEgressOnlyGateway, findInterface, findInternetGateway, findNatGateway } from '../finders.js';
import type { RouteTableRecord, RouteTarget } from './network-records.js';
import { prefixListNamed } from './prefix-lists.js';
import { interfacesOf } from '../records.js';
import { unsupported } from '../unsupported.js';

type Destination = Pick<
  CreateRouteRequest,
  'DestinationCidrBlock' | 'DestinationIpv6CidrBlock' | 'DestinationPrefixListId'
>;

/** The destination of a request in canonical form: a block or a prefix list's id. */
export const routeDestination = (place: Place, input: Destination): string => {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = input;
  if (DestinationPrefixListId !== undefined) return prefixListNamed(place, DestinationPrefixListId).id;
  const text = DestinationCidrBlock ?? DestinationIpv6CidrBlock;
  if (text === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter destinationCidrBlock');
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  if (cidr === undefined)
    throw new AwsFailure(
      'InvalidParameterValue',
      `Value (${text}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
    );
  return cidrText(cidr);
};

const NOT_PLAYED = [
  'VpcEndpointId',
  'TransitGatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
  'VpcPeeringConnectionId',
] as const;

/** Where the request's route leads; what it names must exist, in the table's VPC. */
export const routeTarget = (place: Place, table: RouteTableRecord, input: CreateRouteRequest): RouteTarget => {
  unsupported(input, NOT_PLAYED);
  const { GatewayId, NatGatewayId, EgressOnlyInternetGatewayId, NetworkInterfaceId, InstanceId } = input;
  if (GatewayId !== undefined) {
    if (findInternetGateway(place, GatewayId).vpcId !== table.vpcId) throw apart(table, 'network gateway', GatewayId);
    return { kind: 'internet-gateway', id: GatewayId };
  }
  if (NatGatewayId !== undefined) {
    if (findNatGateway(place, NatGatewayId).vpcId !== table.vpcId) throw apart(table, 'network gateway', NatGatewayId);
    return { kind: 'nat', id: NatGatewayId };
  }
  if (EgressOnlyInternetGatewayId !== undefined)
    return { kind: 'egress-only', id: findEgressOnlyGateway(place, EgressOnlyInternetGatewayId).id };
  const interfaceId = NetworkInterfaceId ?? (InstanceId === undefined ? undefined : onlyInterface(place, InstanceId));
  if (interfaceId === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain exactly one target of the route.');
  if (findInterface(place, interfaceId).vpcId !== table.vpcId) throw apart(table, 'interface', interfaceId);
  return { kind: 'interface', id: interfaceId };
};

const apart = (table: RouteTableRecord, what: string, id: string): AwsFailure =>
  new AwsFailure('InvalidParameterValue', `route table ${table.id} and ${what} ${id} belong to different networks`);

const onlyInterface = (place: Place, instanceId: string): string => {
  const [only, ...others] = interfacesOf(place, instanceId);
  if (others.length > 0)
    throw new AwsFailure(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${instanceId}'. Please specify an interface ID for the operation instead.`,
    );
  if (only === undefined)
    throw new AwsFailure('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
  return only.id;
};
