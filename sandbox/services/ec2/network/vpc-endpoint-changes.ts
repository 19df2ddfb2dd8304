import type { ModifyVpcEndpointRequest, ModifyVpcEndpointResult } from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { OPEN_POLICY } from './endpoint-life.js';
import { addEndpointRoutes, checkPrivateDns, dropEndpointRoutes, endpointInterfaces } from './endpoint-parts.js';
import { findEndpoint } from '../finders.js';
import { checkedGroups, setGroups } from '../interfaces/interface-groups.js';
import { deleteInterface } from '../interfaces/interface-life.js';
import { endpointsIn } from './network-records.js';
import { interfacesIn } from '../records.js';
import { arnOf } from '../tags.js';
import { unsupported } from '../unsupported.js';

const changed = (before: readonly string[], add: readonly string[] = [], remove: readonly string[] = []) =>
  [...new Set([...before, ...add])].filter((one) => !remove.includes(one));

/** ModifyVpcEndpoint. */
export const vpcEndpointChangeOperations: Operations = {
  ModifyVpcEndpoint: operation<ModifyVpcEndpointRequest, ModifyVpcEndpointResult>(
    (call, input) => {
      unsupported(input, ['SubnetConfigurations', 'IpAddressType', 'DnsOptions']);
      const row = findEndpoint(call, input.VpcEndpointId ?? '');
      const isInterface = row.type === 'Interface';
      const forInterface = [input.AddSubnetIds, input.RemoveSubnetIds, input.AddSecurityGroupIds];
      const forGateway = [input.AddRouteTableIds, input.RemoveRouteTableIds];
      if ((isInterface ? forGateway : forInterface).some((ids) => ids !== undefined && ids.length > 0))
        throw new AwsFailure('InvalidParameter', `The parameters do not fit an endpoint of type ${row.type}.`);
      if (input.PrivateDnsEnabled === true && !row.privateDns)
        checkPrivateDns(call, row.vpcId, row.serviceName, row.id);

      dropEndpointRoutes(call, row.id, input.RemoveRouteTableIds ?? []);
      const added = (input.AddRouteTableIds ?? []).filter((id) => !row.routeTableIds.includes(id));
      addEndpointRoutes(call, row, added);

      const groups = changed(row.groups, input.AddSecurityGroupIds, input.RemoveSecurityGroupIds);
      if (isInterface && groups.length === 0)
        throw new AwsFailure('InvalidParameter', 'An interface endpoint must have at least one security group.');
      const leaving = row.interfaceIds.filter((id) =>
        (input.RemoveSubnetIds ?? []).includes(interfacesIn(call).get(id)?.subnetId ?? ''),
      );
      for (const id of leaving) deleteInterface(call, id);
      const kept = row.interfaceIds.filter((id) => !leaving.includes(id));
      for (const id of kept) setGroups(call, id, groups);
      const there = kept.map((id) => interfacesIn(call).get(id)?.subnetId ?? '');
      const wanted = (input.AddSubnetIds ?? []).filter((id) => !there.includes(id));
      const made = endpointInterfaces(call, { ...row, groups: checkedGroups(call, row.vpcId, groups) }, wanted);

      endpointsIn(call).put(row.id, {
        ...row,
        groups,
        interfaceIds: [...kept, ...made],
        routeTableIds: changed(row.routeTableIds, input.AddRouteTableIds, input.RemoveRouteTableIds),
        policy: input.ResetPolicy === true ? OPEN_POLICY : (input.PolicyDocument ?? row.policy),
        privateDns: isInterface && (input.PrivateDnsEnabled ?? row.privateDns),
      });
      return { Return: true };
    },
    (call, { VpcEndpointId = '*', AddSubnetIds = [], AddSecurityGroupIds = [], AddRouteTableIds = [] }) => [
      {
        action: 'ec2:ModifyVpcEndpoint',
        resources: [
          arnOf(call, 'vpc-endpoint', VpcEndpointId),
          ...AddSubnetIds.map((id) => arnOf(call, 'subnet', id)),
          ...AddSecurityGroupIds.map((id) => arnOf(call, 'security-group', id)),
          ...AddRouteTableIds.map((id) => arnOf(call, 'route-table', id)),
        ],
      },
    ],
  ),
};
