import type { CreateBucketOutput, CreateBucketRequest } from '@aws-sdk/client-s3';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure, operation, type Call, type Need, type Operations } from '../operation.js';
import { cannedAcl, isPublicAcl } from './acl-rules.js';
import { checkBucketName } from './bucket-names.js';
import { bucketArn } from './needs.js';
import { buckets, type BucketRecord } from './records.js';

/** The Region whose buckets have no location constraint, for history's sake. */
export const FIRST_REGION = 'us-east-1';

const checkLocation = (call: Call, constraint: string | undefined): void => {
  const asked = constraint === 'EU' ? 'eu-west-1' : (constraint ?? FIRST_REGION);
  if (asked === call.region) return;
  throw new AwsFailure(
    'IllegalLocationConstraintException',
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
};

const refuseTaken = (call: Call, name: string): void => {
  const owner = buckets(call.world).get(name)?.account ?? call.account;
  if (owner !== call.account)
    throw new AwsFailure(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      409,
      { BucketName: name },
    );
};

/** The owner may ask again for a bucket of the first Region, and nothing happens; elsewhere that is refused. */
const isAgain = (call: Call, name: string): boolean => {
  const present = buckets(call.world).get(name);
  if (present === undefined) return false;
  if (present.region === FIRST_REGION && call.region === FIRST_REGION) return true;
  throw new AwsFailure(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    409,
    { BucketName: name },
  );
};

const ALL = { blockAcls: true, ignoreAcls: true, blockPolicy: true, restrict: true };

const newBucket = (call: Call, input: CreateBucketRequest): BucketRecord => {
  const { Bucket: name = '', ObjectOwnership: ownership = 'BucketOwnerEnforced' } = input;
  // New buckets block public access, which no ACL given here can change.
  const acl = cannedAcl(input);
  if (isPublicAcl(acl))
    throw ownership === 'BucketOwnerEnforced'
      ? new AwsFailure(
          'InvalidBucketAclWithObjectOwnership',
          "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        )
      : new AwsFailure(
          'InvalidBucketAclWithBlockPublicAccessError',
          'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
        );
  return {
    name,
    account: call.account,
    region: call.region,
    createdAt: call.world.clock.now(),
    ...(input.ObjectLockEnabledForBucket === true && { versioning: 'Enabled', lock: {} }),
    publicAccess: ALL,
    ownership,
    acl,
    encryption: { algorithm: 'AES256' },
  };
};

const createNeeds = (call: Call, input: CreateBucketRequest): readonly Need[] => {
  // Before permissions: the policy of somebody else's bucket has no say about a bucket of that name.
  refuseTaken(call, input.Bucket ?? '');
  return [
    'CreateBucket',
    ...(input.ACL === undefined ? [] : ['PutBucketAcl']),
    ...(input.ObjectOwnership === undefined ? [] : ['PutBucketOwnershipControls']),
    ...(input.ObjectLockEnabledForBucket === true ? ['PutBucketObjectLockConfiguration', 'PutBucketVersioning'] : []),
  ].map((action) => ({
    action: `s3:${action}`,
    resources: [bucketArn(input.Bucket ?? '')],
    context: { 's3:LocationConstraint': input.CreateBucketConfiguration?.LocationConstraint ?? FIRST_REGION },
  }));
};

/** CreateBucket. */
export const createBucketOperations: Operations = {
  CreateBucket: operation<CreateBucketRequest, CreateBucketOutput>((call, input) => {
    const { Bucket: name = '' } = input;
    checkBucketName(name);
    if (input.BucketNamespace !== undefined && input.BucketNamespace !== 'global')
      throw notSimulated('a bucket in a namespace of an account');
    checkLocation(call, input.CreateBucketConfiguration?.LocationConstraint);
    if (!isAgain(call, name)) buckets(call.world).put(name, newBucket(call, input));
    const Location = call.region === FIRST_REGION ? `/${name}` : `http://${name}.s3.amazonaws.com/`;
    return { Location, BucketArn: bucketArn(name) };
  }, createNeeds),
};
