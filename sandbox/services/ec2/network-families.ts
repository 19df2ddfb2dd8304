import type { Reaction } from '../../world/agenda.js';
import type { World } from '../../world/world.js';
import type { Operations } from '../operation.js';
import { accountSwitchOperations } from './account-switches.js';
import { accountOperations } from './account.js';
import { addressAssociationOperations } from './interfaces/address-associations.js';
import { addressOperations } from './interfaces/addresses.js';
import { egressOnlyGatewayOperations } from './network/egress-only-gateways.js';
import { endpointServiceOperations } from './network/endpoint-services.js';
import { endpointReactions } from './network/endpoint-states.js';
import { flowLogReactions } from './network/flow-log-delivery.js';
import { flowLogOperations } from './network/flow-logs.js';
import { interfaceAddressOperations } from './interfaces/interface-addresses.js';
import { interfaceAttachmentOperations, interfaceReactions } from './interfaces/interface-attachments.js';
import { interfaceAttributeOperations } from './interfaces/interface-attributes.js';
import { interfaceOperations } from './interfaces/interfaces.js';
import { internetGatewayOperations } from './network/internet-gateways.js';
import { natGatewayReactions } from './network/nat-gateway-states.js';
import { natGatewayOperations } from './network/nat-gateways.js';
import { networkAclEntryOperations } from './network/network-acl-entries.js';
import { networkAclOperations } from './network/network-acls.js';
import { prefixListOperations } from './network/prefix-lists.js';
import { routeTableAssociationOperations } from './network/route-table-associations.js';
import { routeTableOperations } from './network/route-tables.js';
import { routeOperations } from './network/routes.js';
import { securityGroupPermissionOperations } from './groups/security-group-permissions.js';
import { securityGroupRuleOperations } from './groups/security-group-rule-operations.js';
import { securityGroupOperations } from './groups/security-groups.js';
import { subnetOperations } from './network/subnets.js';
import { vpcAttributeOperations } from './network/vpc-attributes.js';
import { vpcBlockOperations } from './network/vpc-blocks.js';
import { vpcEndpointChangeOperations } from './network/vpc-endpoint-changes.js';
import { vpcEndpointOperations } from './network/vpc-endpoints.js';
import { vpcOperations } from './network/vpcs.js';

/** The operations of EC2's network half. */
export const networkFamilies: readonly Operations[] = [
  accountOperations,
  accountSwitchOperations,
  addressAssociationOperations,
  addressOperations,
  egressOnlyGatewayOperations,
  endpointServiceOperations,
  flowLogOperations,
  interfaceAddressOperations,
  interfaceAttachmentOperations,
  interfaceAttributeOperations,
  interfaceOperations,
  internetGatewayOperations,
  natGatewayOperations,
  networkAclEntryOperations,
  networkAclOperations,
  prefixListOperations,
  routeOperations,
  routeTableAssociationOperations,
  routeTableOperations,
  securityGroupOperations,
  securityGroupPermissionOperations,
  securityGroupRuleOperations,
  subnetOperations,
  vpcAttributeOperations,
  vpcBlockOperations,
  vpcEndpointChangeOperations,
  vpcEndpointOperations,
  vpcOperations,
];

/** What happens by itself later in EC2's network half. */
export const networkReactions = (world: World): Readonly<Record<string, Reaction>> => ({
  ...interfaceReactions(world),
  ...natGatewayReactions(world),
  ...endpointReactions(world),
  ...flowLogReactions(world),
});
