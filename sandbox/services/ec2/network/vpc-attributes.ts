import type {
  DescribeVpcAttributeRequest,
  DescribeVpcAttributeResult,
  ModifyVpcAttributeRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { findVpc } from '../finders.js';
import { vpcsIn } from './network-records.js';
import { arnOf } from '../tags.js';

/** DescribeVpcAttribute, ModifyVpcAttribute. */
export const vpcAttributeOperations: Operations = {
  DescribeVpcAttribute: operation<DescribeVpcAttributeRequest, DescribeVpcAttributeResult>(
    (call, { VpcId = '', Attribute }) => {
      const vpc = findVpc(call, VpcId);
      switch (Attribute) {
        case 'enableDnsSupport':
          return { VpcId, EnableDnsSupport: { Value: vpc.dnsSupport } };
        case 'enableDnsHostnames':
          return { VpcId, EnableDnsHostnames: { Value: vpc.dnsHostnames } };
        case 'enableNetworkAddressUsageMetrics':
          return { VpcId, EnableNetworkAddressUsageMetrics: { Value: vpc.addressMetrics } };
        case undefined:
          throw new AwsFailure('MissingParameter', 'The request must contain the parameter attribute');
      }
    },
    (call, { VpcId = '*' }) => [{ action: 'ec2:DescribeVpcAttribute', resources: [arnOf(call, 'vpc', VpcId)] }],
  ),

  ModifyVpcAttribute: operation<ModifyVpcAttributeRequest, object>(
    (call, { VpcId = '', EnableDnsSupport, EnableDnsHostnames, EnableNetworkAddressUsageMetrics }) => {
      const vpc = findVpc(call, VpcId);
      const given = Object.entries({
        enableDnsSupport: EnableDnsSupport,
        enableDnsHostnames: EnableDnsHostnames,
        enableNetworkAddressUsageMetrics: EnableNetworkAddressUsageMetrics,
      }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
      if (given.length === 0) throw new AwsFailure('InvalidParameterCombination', 'No attributes specified.');
      if (given.length > 1)
        throw new AwsFailure(
          'InvalidParameterCombination',
          `Fields for multiple attribute types specified: ${given.join(', ')}`,
        );
      vpcsIn(call).put(VpcId, {
        ...vpc,
        dnsSupport: EnableDnsSupport?.Value ?? vpc.dnsSupport,
        dnsHostnames: EnableDnsHostnames?.Value ?? vpc.dnsHostnames,
        addressMetrics: EnableNetworkAddressUsageMetrics?.Value ?? vpc.addressMetrics,
      });
      return {};
    },
    (call, { VpcId = '*' }) => [{ action: 'ec2:ModifyVpcAttribute', resources: [arnOf(call, 'vpc', VpcId)] }],
  ),
};
