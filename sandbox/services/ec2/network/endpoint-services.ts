import type { DescribeVpcEndpointServicesRequest, DescribeVpcEndpointServicesResult } from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { page } from '../../paging.js';
import { filtered } from '../filters.js';
import { nextOf } from '../listing.js';
import { zonesOf } from './zones.js';

// "AWS services that integrate with AWS PrivateLink": those that matter in an incident.
const INTERFACE = [
  'autoscaling',
  'cloudtrail',
  'ec2',
  'ec2messages',
  'ecr.api',
  'ecr.dkr',
  'elasticloadbalancing',
  'events',
  'guardduty-data',
  'kms',
  'logs',
  'monitoring',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'ssmmessages',
  'sts',
];
const GATEWAY = ['dynamodb', 's3'];

type EndpointService = { readonly name: string; readonly short: string; readonly type: 'Interface' | 'Gateway' };

const servicesIn = ({ region }: Pick<Place, 'region'>): readonly EndpointService[] =>
  (['Interface', 'Gateway'] as const).flatMap((type) =>
    (type === 'Interface' ? INTERFACE : GATEWAY).map((short) => ({
      name: `com.amazonaws.${region}.${short}`,
      short,
      type,
    })),
  );

/** A service by the name and type that an endpoint asks for; else AWS's refusal. */
export const endpointService = (place: Place, name: string, type: string): EndpointService => {
  const named = servicesIn(place).filter((one) => one.name === name);
  if (named.length === 0)
    throw new AwsFailure('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
  const found = named.find((one) => one.type === type);
  if (found === undefined)
    throw new AwsFailure(
      'InvalidParameter',
      `Endpoint type (${type}) does not match available service types ([${named.map((one) => one.type).join(', ')}]).`,
    );
  return found;
};

/** The DNS name that clients use for a service: `ssm.eu-west-1.amazonaws.com`. */
export const serviceDnsName = (serviceName: string): string => {
  const [, , region = '', ...short] = serviceName.split('.');
  return `${[...short].reverse().join('.')}.${region}.amazonaws.com`;
};

/** DescribeVpcEndpointServices. */
export const endpointServiceOperations: Operations = {
  DescribeVpcEndpointServices: operation<DescribeVpcEndpointServicesRequest, DescribeVpcEndpointServicesResult>(
    (call, input) => {
      const asked = input.ServiceNames ?? [];
      for (const name of asked)
        if (!servicesIn(call).some((one) => one.name === name))
          throw new AwsFailure('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
      const found = filtered(
        servicesIn(call).filter((one) => asked.length === 0 || asked.includes(one.name)),
        input.Filters,
        {
          owner: () => 'amazon',
          'service-name': (one) => one.name,
          'service-region': () => call.region,
          'service-type': (one) => one.type,
          'supported-ip-address-types': () => 'ipv4',
        },
      );
      const cut = page(found, { max: input.MaxResults, token: input.NextToken });
      return {
        ServiceNames: [...new Set(cut.items.map((one) => one.name))],
        ServiceDetails: cut.items.map((one) => ({
          ServiceName: one.name,
          ServiceRegion: call.region,
          ServiceType: [{ ServiceType: one.type }],
          AvailabilityZones: [...zonesOf(call.region)],
          Owner: 'amazon',
          VpcEndpointPolicySupported: true,
          AcceptanceRequired: false,
          ManagesVpcEndpoints: false,
          ...(one.type === 'Interface' && { PrivateDnsName: serviceDnsName(one.name) }),
          SupportedIpAddressTypes: ['ipv4'],
          Tags: [],
        })),
        ...nextOf(cut),
      };
    },
  ),
};
