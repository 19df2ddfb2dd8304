/** A bucket's capacity, and how many tokens it gets back in a second. */
export type Limit = readonly [capacity: number, refillPerSecond: number];

/** What one request takes out of one bucket. */
export type Charge = { readonly bucket: string; readonly limit: Limit; readonly tokens: number };

const reads = (operation: string): boolean => /^(Describe|Get|List|Lookup)[A-Z]/.test(operation);
const one = (bucket: string, limit: Limit): Charge => ({ bucket, limit, tokens: 1 });

// "Request throttling for the Amazon EC2 API" (Amazon EC2 Developer Guide). Operations that are not here are of the
// categories "non-mutating" or "mutating".
const ec2Limits: Readonly<Record<string, Limit>> = {
  AssociateIamInstanceProfile: [100, 5],
  CreateSnapshots: [100, 5],
  CreateVolume: [100, 5],
  DeleteVolume: [100, 5],
  DisassociateIamInstanceProfile: [100, 5],
  ModifyInstanceMetadataOptions: [100, 5],
  ModifyNetworkInterfaceAttribute: [100, 5],
  CreateTags: [100, 10],
};

const ec2 = (operation: string): readonly Charge[] => [
  one(operation, ec2Limits[operation] ?? (reads(operation) ? [100, 20] : [50, 5])),
];

// "Request throttling for the ELB API" (Elastic Load Balancing User Guide): a category's bucket, and the account's.
const registers = /^(Register|Deregister)(Targets|Instances)/;
const loadBalancing = (operation: string): readonly Charge[] => [
  registers.test(operation)
    ? one('registration', [20, 4])
    : reads(operation)
      ? one('reads', [40, 10])
      : one('writes', [20, 3]),
  one('account', [40, 10]),
];

// "Quotas in AWS CloudTrail" (AWS CloudTrail User Guide).
const cloudTrail = (operation: string): readonly Charge[] => [
  one(operation, operation === 'LookupEvents' ? [2, 2] : reads(operation) ? [10, 10] : [1, 1]),
];

/**
 * What a request takes from the buckets that AWS publishes for its service, per account and Region; empty for services
 * whose limits are not published. Both kinds of load balancers draw on the same buckets.
 */
export const chargesFor = (service: string, operation: string): readonly Charge[] => {
  switch (service) {
    case 'ec2':
      return ec2(operation);
    case 'elb':
    case 'elbv2':
      return loadBalancing(operation);
    case 'cloudtrail':
      return cloudTrail(operation);
    case 'sts':
      // "IAM and AWS STS quotas" (IAM User Guide): all operations together.
      return [one('all', [600, 600])];
    default:
      return [];
  }
};

/** The service that the buckets belong to. */
export const bucketsOf = (service: string): string => (service === 'elb' ? 'elbv2' : service);
