import type {
  CreateNetworkAclRequest,
  CreateNetworkAclResult,
  DeleteNetworkAclRequest,
  DescribeNetworkAclsRequest,
  DescribeNetworkAclsResult,
  ReplaceNetworkAclAssociationRequest,
  ReplaceNetworkAclAssociationResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { hexId } from '../../ids.js';
import { oncePerToken } from '../client-tokens.js';
import { findAcl, findVpc } from '../finders.js';
import { listing, nextOf, refusePagedIds } from '../listing.js';
import { aclReaders, describeAcl } from './network-acl-views.js';
import { aclsIn } from './network-records.js';
import { limit, quotas } from '../quotas.js';
import { arnOf, dropTags, tagNew } from '../tags.js';

/** CreateNetworkAcl, DescribeNetworkAcls, DeleteNetworkAcl, ReplaceNetworkAclAssociation. */
export const networkAclOperations: Operations = {
  CreateNetworkAcl: operation<CreateNetworkAclRequest, CreateNetworkAclResult>(
    (call, input) => {
      const vpc = findVpc(call, input.VpcId ?? '');
      const [id = ''] = oncePerToken(call, input, () => {
        const count = aclsIn(call)
          .all()
          .filter((one) => one.vpcId === vpc.id).length;
        const message = 'The maximum number of network ACLs has been reached.';
        limit(count + 1, quotas.networkAclsPerVpc, 'NetworkAclLimitExceeded', message);
        const made = hexId('acl');
        aclsIn(call).put(made, { id: made, vpcId: vpc.id, isDefault: false, entries: [], associations: [] });
        tagNew(call, made, 'network-acl', input.TagSpecifications);
        return [made];
      });
      return {
        NetworkAcl: describeAcl(call, findAcl(call, id)),
        ...(input.ClientToken !== undefined && { ClientToken: input.ClientToken }),
      };
    },
    (call, { VpcId = '*' }) => [
      { action: 'ec2:CreateNetworkAcl', resources: [arnOf(call, 'network-acl', '*'), arnOf(call, 'vpc', VpcId)] },
    ],
  ),

  DescribeNetworkAcls: operation<DescribeNetworkAclsRequest, DescribeNetworkAclsResult>((call, input) => {
    refusePagedIds(input.NetworkAclIds, input.MaxResults, 'networkAclIds');
    const found = listing(
      call,
      { rows: aclsIn(call), find: findAcl, readers: aclReaders(call) },
      { ids: input.NetworkAclIds, filters: input.Filters, max: input.MaxResults, token: input.NextToken },
    );
    return { NetworkAcls: found.items.map((acl) => describeAcl(call, acl)), ...nextOf(found) };
  }),

  DeleteNetworkAcl: operation<DeleteNetworkAclRequest, object>(
    (call, { NetworkAclId = '' }) => {
      const acl = findAcl(call, NetworkAclId);
      if (acl.isDefault)
        throw new AwsFailure('InvalidParameterValue', `cannot delete default network ACL ${NetworkAclId}`);
      if (acl.associations.length > 0)
        throw new AwsFailure(
          'DependencyViolation',
          `The networkAcl '${NetworkAclId}' has dependencies and cannot be deleted.`,
        );
      aclsIn(call).delete(NetworkAclId);
      dropTags(call, NetworkAclId);
      return {};
    },
    (call, { NetworkAclId = '*' }) => [
      { action: 'ec2:DeleteNetworkAcl', resources: [arnOf(call, 'network-acl', NetworkAclId)] },
    ],
  ),

  ReplaceNetworkAclAssociation: operation<ReplaceNetworkAclAssociationRequest, ReplaceNetworkAclAssociationResult>(
    (call, { AssociationId = '', NetworkAclId = '' }) => {
      const before = aclsIn(call)
        .all()
        .find((one) => one.associations.some(({ id }) => id === AssociationId));
      const association = before?.associations.find(({ id }) => id === AssociationId);
      if (before === undefined || association === undefined)
        throw new AwsFailure('InvalidAssociationID.NotFound', `The association ID '${AssociationId}' does not exist`);
      if (findAcl(call, NetworkAclId).vpcId !== before.vpcId)
        throw new AwsFailure(
          'InvalidParameterValue',
          `Network ACL ${NetworkAclId} and subnet ${association.subnetId} belong to different networks`,
        );
      const others = before.associations.filter((one) => one !== association);
      aclsIn(call).put(before.id, { ...before, associations: others });
      const acl = findAcl(call, NetworkAclId);
      const id = hexId('aclassoc');
      const associations = [...acl.associations, { id, subnetId: association.subnetId }];
      aclsIn(call).put(acl.id, { ...acl, associations });
      return { NewAssociationId: id };
    },
    (call, { NetworkAclId = '*' }) => [
      { action: 'ec2:ReplaceNetworkAclAssociation', resources: [arnOf(call, 'network-acl', NetworkAclId)] },
    ],
  ),
};
