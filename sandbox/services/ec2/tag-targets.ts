import { AwsFailure, type Place } from '../operation.js';

// Where the rows of what can be tagged are, and AWS's error for an id that is not among them. Images and snapshots of
// other accounts can be tagged too, so that theirs are not looked for.
const targets: Readonly<Record<string, readonly [table: string, missing: string]>> = {
  i: ['ec2.instances', 'InvalidInstanceID.NotFound'],
  vol: ['ec2.volumes', 'InvalidVolume.NotFound'],
  eni: ['ec2.interfaces', 'InvalidNetworkInterfaceID.NotFound'],
  sg: ['ec2.securityGroups', 'InvalidGroup.NotFound'],
  vpc: ['ec2.vpcs', 'InvalidVpcID.NotFound'],
  subnet: ['ec2.subnets', 'InvalidSubnetID.NotFound'],
  rtb: ['ec2.routeTables', 'InvalidRouteTableID.NotFound'],
  acl: ['ec2.networkAcls', 'InvalidNetworkAclID.NotFound'],
  lt: ['ec2.launchTemplates', 'InvalidLaunchTemplateId.NotFound'],
};

/** Refuses tags for what does not exist. */
export const checkTagTarget = (place: Place, id: string): void => {
  const [table, missing] = targets[id.slice(0, id.lastIndexOf('-'))] ?? [];
  if (table !== undefined && missing !== undefined && place.world.table(table, place).get(id) === undefined)
    throw new AwsFailure(missing, `The ID '${id}' does not exist`);
};
