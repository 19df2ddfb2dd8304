import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
  DescribeSecurityGroupReferencesRequest,
  DescribeSecurityGroupReferencesResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { defaultVpc, existingDefaultVpc } from '../network/default-vpc.js';
import { findGroup, findVpc } from '../finders.js';
import { listing, nextOf } from '../listing.js';
import { groupsIn, type GroupRecord } from '../network/network-records.js';
import { groupReaders } from './security-group-filters.js';
import { permissionsOf } from './security-group-rules.js';
import { createGroup, deleteGroup, rulesOf } from './security-group-store.js';
import { arnOf, tagList, tagNew } from '../tags.js';

/** CreateSecurityGroup, DeleteSecurityGroup, DescribeSecurityGroups, DescribeSecurityGroupReferences. */
export const securityGroupOperations: Operations = {
  CreateSecurityGroup: operation<CreateSecurityGroupRequest, CreateSecurityGroupResult>(
    (call, { GroupName = '', Description = '', VpcId, TagSpecifications }) => {
      const vpc = VpcId === undefined ? defaultVpc(call) : findVpc(call, VpcId);
      checkText('name', GroupName);
      checkText('description', Description);
      if (GroupName.startsWith('sg-'))
        throw new AwsFailure(
          'InvalidParameterValue',
          `invalid value for parameter groupName: ${GroupName}. Group names may not be in the format sg-*`,
        );
      if (GroupName.toLowerCase() === 'default')
        throw new AwsFailure('InvalidGroup.Reserved', `Cannot use reserved security group name: ${GroupName}`);
      if (inVpc(call, vpc.id, GroupName) !== undefined)
        throw new AwsFailure(
          'InvalidGroup.Duplicate',
          `The security group '${GroupName}' already exists for VPC '${vpc.id}'`,
        );
      const { id } = createGroup(call, { vpcId: vpc.id, name: GroupName, description: Description });
      tagNew(call, id, 'security-group', TagSpecifications);
      return { GroupId: id, Tags: tagList(call, id), SecurityGroupArn: arnOf(call, 'security-group', id) };
    },
    (call, { VpcId }) => [
      {
        action: 'ec2:CreateSecurityGroup',
        resources: [arnOf(call, 'security-group', '*'), ...(VpcId === undefined ? [] : [arnOf(call, 'vpc', VpcId)])],
      },
    ],
  ),

  DeleteSecurityGroup: operation<DeleteSecurityGroupRequest, DeleteSecurityGroupResult>(
    (call, { GroupId, GroupName }) => {
      const group = groupNamed(call, GroupId, GroupName);
      if (group.name === 'default')
        throw new AwsFailure(
          'CannotDelete',
          `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
        );
      deleteGroup(call, group);
      return { Return: true, GroupId: group.id };
    },
    (call, { GroupId = '*' }) => [
      { action: 'ec2:DeleteSecurityGroup', resources: [arnOf(call, 'security-group', GroupId)] },
    ],
  ),

  DescribeSecurityGroups: operation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult>((call, input) => {
    const named = (input.GroupNames ?? []).map((name) => groupNamed(call, undefined, name).id);
    const found = listing(
      call,
      { rows: groupsIn(call), find: findGroup, readers: groupReaders(call) },
      {
        ids: [...(input.GroupIds ?? []), ...named],
        filters: input.Filters,
        max: input.MaxResults,
        token: input.NextToken,
      },
    );
    return { SecurityGroups: found.items.map((group) => describeGroup(call, group)), ...nextOf(found) };
  }),

  // References from other VPCs need peering, which is not simulated: there are none.
  DescribeSecurityGroupReferences: operation<
    DescribeSecurityGroupReferencesRequest,
    DescribeSecurityGroupReferencesResult
  >((call, { GroupId = [] }) => {
    for (const id of GroupId) findGroup(call, id);
    return { SecurityGroupReferenceSet: [] };
  }),
};

/** A group by id, or by name in the default VPC; else AWS's refusal. */
export const groupNamed = (place: Place, id: string | undefined, name: string | undefined): GroupRecord => {
  if (id !== undefined) return findGroup(place, id);
  if (name === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter groupName or groupId');
  const vpc = existingDefaultVpc(place);
  const found = vpc && inVpc(place, vpc.id, name);
  if (found === undefined)
    throw new AwsFailure(
      'InvalidGroup.NotFound',
      `The security group '${name}' does not exist in default VPC '${vpc?.id ?? ''}'`,
    );
  return found;
};

const inVpc = (place: Place, vpcId: string, name: string): GroupRecord | undefined =>
  groupsIn(place)
    .all()
    .find((one) => one.vpcId === vpcId && one.name === name);

const describeGroup = (place: Place, group: GroupRecord): SecurityGroup => {
  const rules = rulesOf(place, group.id);
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpcId,
    OwnerId: place.account,
    SecurityGroupArn: arnOf(place, 'security-group', group.id),
    IpPermissions: permissionsOf(
      place,
      rules.filter((one) => !one.egress),
    ),
    IpPermissionsEgress: permissionsOf(
      place,
      rules.filter((one) => one.egress),
    ),
    Tags: tagList(place, group.id),
  };
};

// CreateSecurityGroup: up to 255 characters of this set.
const ALLOWED = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

const checkText = (what: 'name' | 'description', text: string): void => {
  if (!ALLOWED.test(text))
    throw new AwsFailure(
      'InvalidParameterValue',
      `Invalid security group ${what}. Valid ${what}s are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*`,
    );
};
