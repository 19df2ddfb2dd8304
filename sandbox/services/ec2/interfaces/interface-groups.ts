import { AwsFailure, type Place } from '../../operation.js';
import { findGroup, findInterface } from '../finders.js';
import { groupsIn } from '../network/network-records.js';
import { limit, quotas } from '../quotas.js';
import { instancesIn, interfacesIn, interfacesOf, type InterfaceRecord } from '../records.js';

/** The id of a VPC's default security group. */
export const defaultGroupOf = (place: Place, vpcId: string): string => {
  const group = groupsIn(place)
    .all()
    .find((one) => one.vpcId === vpcId && one.name === 'default');
  if (group === undefined) throw new Error(`${vpcId} has no default security group`);
  return group.id;
};

/** Groups that an interface in `vpcId` may wear, each once; else AWS's refusal. */
export const checkedGroups = (place: Place, vpcId: string, groups: readonly string[]): readonly string[] => {
  const ids = [...new Set(groups)];
  for (const id of ids)
    if (findGroup(place, id).vpcId !== vpcId)
      throw new AwsFailure(
        'InvalidGroup.NotFound',
        'You have specified two resources that belong to different networks.',
      );
  limit(
    ids.length,
    quotas.groupsPerInterface,
    'SecurityGroupsPerInterfaceLimitExceeded',
    'The maximum number of security groups per interface has been reached.',
  );
  return ids;
};

/** Replaces the security groups of an interface. At least one is needed, all of the interface's VPC. */
export const setGroups = (place: Place, interfaceId: string, groups: readonly string[]): InterfaceRecord => {
  // An empty list cannot be told from none in the query protocol.
  if (groups.length === 0) throw new AwsFailure('InvalidParameterCombination', 'No attributes specified.');
  const row = findInterface(place, interfaceId);
  return interfacesIn(place).put(row.id, { ...row, groups: checkedGroups(place, row.vpcId, groups) });
};

/** ModifyInstanceAttribute of `Groups`: the groups of the one interface that the instance has. */
export const setInstanceGroups = (place: Place, instanceId: string, groups: readonly string[]): InterfaceRecord => {
  const [only, ...others] = interfacesOf(place, instanceId);
  if (others.length > 0)
    throw new AwsFailure(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${instanceId}'. Please specify an interface ID for the operation instead.`,
    );
  if (only === undefined || instancesIn(place).get(instanceId) === undefined)
    throw new AwsFailure('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
  return setGroups(place, only.id, groups);
};
