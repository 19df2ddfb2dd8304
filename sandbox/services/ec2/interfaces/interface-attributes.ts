import type {
  DescribeNetworkInterfaceAttributeRequest,
  DescribeNetworkInterfaceAttributeResult,
  ModifyNetworkInterfaceAttributeRequest,
  ResetNetworkInterfaceAttributeRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { findInterface } from '../finders.js';
import { interfaceChanges, updateInterface } from './interface-changes.js';
import { refuseManaged } from './interface-managed.js';
import { describeInterface, groupIdentifiers } from './interface-views.js';
import { arnOf } from '../tags.js';
import { unsupported } from '../unsupported.js';

/** ModifyNetworkInterfaceAttribute, DescribeNetworkInterfaceAttribute, ResetNetworkInterfaceAttribute. */
export const interfaceAttributeOperations: Operations = {
  ModifyNetworkInterfaceAttribute: operation<ModifyNetworkInterfaceAttributeRequest, object>(
    (call, input) => {
      refuseManaged(findInterface(call, input.NetworkInterfaceId ?? ''));
      unsupported(input, ['EnaSrdSpecification', 'EnablePrimaryIpv6', 'AssociatedSubnetIds']);
      const given = Object.entries(interfaceChanges).filter(([, change]) => change.given(input));
      const [one, ...others] = given;
      if (one === undefined) throw new AwsFailure('InvalidParameterCombination', 'No attributes specified.');
      if (others.length > 0)
        throw new AwsFailure(
          'InvalidParameterCombination',
          `Fields for multiple attribute types specified: ${given.map(([name]) => name).join(', ')}`,
        );
      one[1].apply(call, input);
      return {};
    },
    (call, { NetworkInterfaceId = '*', Groups = [] }) => [
      {
        action: 'ec2:ModifyNetworkInterfaceAttribute',
        resources: [
          arnOf(call, 'network-interface', NetworkInterfaceId),
          ...Groups.map((id) => arnOf(call, 'security-group', id)),
        ],
      },
    ],
  ),

  DescribeNetworkInterfaceAttribute: operation<
    DescribeNetworkInterfaceAttributeRequest,
    DescribeNetworkInterfaceAttributeResult
  >((call, { NetworkInterfaceId = '', Attribute }) => {
    const row = findInterface(call, NetworkInterfaceId);
    const shown = describeInterface(call, row);
    switch (Attribute) {
      case 'groupSet':
        return { NetworkInterfaceId, Groups: groupIdentifiers(call, row) };
      case 'description':
        return { NetworkInterfaceId, Description: { Value: row.description } };
      case 'sourceDestCheck':
        return { NetworkInterfaceId, SourceDestCheck: { Value: row.sourceDestCheck } };
      case 'attachment':
        return { NetworkInterfaceId, ...(shown.Attachment && { Attachment: shown.Attachment }) };
      case 'associatePublicIpAddress':
        return { NetworkInterfaceId, AssociatePublicIpAddress: row.autoPublic };
      case undefined:
        throw new AwsFailure('MissingParameter', 'The request must contain the parameter attribute');
    }
  }),

  ResetNetworkInterfaceAttribute: operation<ResetNetworkInterfaceAttributeRequest, object>(
    (call, { NetworkInterfaceId = '' }) => {
      refuseManaged(findInterface(call, NetworkInterfaceId));
      updateInterface(call, NetworkInterfaceId, { sourceDestCheck: true });
      return {};
    },
    (call, { NetworkInterfaceId = '*' }) => [
      {
        action: 'ec2:ResetNetworkInterfaceAttribute',
        resources: [arnOf(call, 'network-interface', NetworkInterfaceId)],
      },
    ],
  ),
};
