/** EC2's records have its XML: lists are sets of items, and their names are those of its older protocols. */
const SETS: Readonly<Record<string, readonly [name: string, item?: string]>> = {
  AllocationIds: ['allocationIdsSet', 'allocationId'],
  Filters: ['filterSet'],
  GroupIds: ['securityGroupIdSet', 'groupId'],
  Groups: ['groupSet', 'groupId'],
  InstanceIds: ['instancesSet', 'instanceId'],
  Instances: ['instancesSet'],
  NetworkInterfaceIds: ['networkInterfaceIdSet', 'networkInterfaceId'],
  Resources: ['resourcesSet', 'resourceId'],
  SecurityGroupIds: ['groupSet', 'groupId'],
  SecurityGroups: ['groupSet'],
  SnapshotIds: ['snapshotSet', 'snapshotId'],
  Snapshots: ['snapshotSet'],
  StartingInstances: ['instancesSet'],
  StoppingInstances: ['instancesSet'],
  TagSpecifications: ['tagSpecificationSet'],
  Tags: ['tagSet'],
  TerminatingInstances: ['instancesSet'],
  Values: ['valueSet', 'value'],
  VolumeIds: ['volumeSet', 'volumeId'],
};

/** How EC2's records spell a member. */
export const ec2Name = (name: string): string => SETS[name]?.[0] ?? name.charAt(0).toLowerCase() + name.slice(1);

/** A list as EC2's records have it: `{ items: [{ instanceId: … }] }`. */
export const ec2List = (name: string, list: readonly unknown[]): { readonly items: readonly unknown[] } => {
  const item = SETS[name]?.[1] ?? 'value';
  return { items: list.map((each) => (typeof each === 'object' && each !== null ? each : { [item]: each })) };
};
