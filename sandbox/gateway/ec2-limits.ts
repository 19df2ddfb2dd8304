/** A bucket's capacity and how many tokens a second it gets back. */
export type Limit = readonly [capacity: number, refillPerSecond: number];

// "Request throttling for the Amazon EC2 API": request buckets per account, Region and API.
const REQUESTS: Readonly<Record<string, Limit>> = {
  ModifyNetworkInterfaceAttribute: [100, 5],
  CreateSnapshot: [100, 5],
  CreateSnapshots: [100, 5],
  DeleteSnapshot: [100, 5],
  ModifySnapshotAttribute: [100, 5],
  AssociateIamInstanceProfile: [100, 5],
  DisassociateIamInstanceProfile: [100, 5],
  ModifyInstanceMetadataOptions: [100, 5],
  CreateTags: [100, 10],
  DeleteTags: [100, 10],
  TerminateInstances: [100, 5],
  RunInstances: [5, 2],
  StartInstances: [5, 2],
  CopyImage: [100, 1],
  CreateVpcEndpoint: [4, 0.3],
  DescribeInstanceTopology: [1, 1],
};

// The same page: tokens taken per instance, on top of the request's own.
const RESOURCES: Readonly<Record<string, Limit>> = {
  RunInstances: [1000, 2],
  StartInstances: [1000, 2],
  StopInstances: [1000, 20],
  TerminateInstances: [1000, 20],
};

const UNFILTERED: Limit = [50, 10];
const DESCRIBE: Limit = [100, 20];
const MUTATING: Limit = [50, 5];
const CHEAPER_FILTERED = new Set([
  'DescribeInstances',
  'DescribeInstanceStatus',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroups',
  'DescribeSnapshots',
  'DescribeVolumes',
]);

/** The request bucket of an EC2 operation: its key and its size. `narrowed` means filtered, by ids, or paginated. */
export function requestLimit(operation: string, narrowed: boolean): readonly [key: string, limit: Limit] {
  if (CHEAPER_FILTERED.has(operation) && !narrowed) return [`${operation}:unfiltered`, UNFILTERED];
  const usual = /^(Describe|List|Get)/.test(operation) ? DESCRIBE : MUTATING;
  return [operation, REQUESTS[operation] ?? usual];
}

/** The resource bucket of an EC2 operation, for those that have one. */
export function resourceLimit(operation: string): Limit | undefined {
  return RESOURCES[operation];
}
