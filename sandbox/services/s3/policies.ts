import type { GetBucketPolicyOutput, GetBucketPolicyStatusOutput, PutBucketPolicyRequest } from '@aws-sdk/client-s3';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { principalIds, shownPolicy, UnknownPrincipal, type PrincipalIds } from '../policy-principals.js';
import { accessDenied, methodNotAllowed } from './failures.js';
import { bucketOf, updateBucket, type OnBucket } from './find-bucket.js';
import { bucketArn, onBucket } from './needs.js';
import { checkBucketPolicy } from './policy-check.js';
import { inForce } from './public-access.js';
import { isPublicPolicy } from './public-policy.js';
import type { BucketRecord } from './records.js';

/** Only the bucket's own account deals with its policy, whatever that policy says. */
const ownBucket = (call: Call, input: OnBucket): BucketRecord => {
  const bucket = bucketOf(call, input);
  if (bucket.account !== call.account) throw methodNotAllowed({ Method: 'PUT', ResourceType: 'BUCKETPOLICY' });
  return bucket;
};

const policyOf = ({ policy, name }: BucketRecord): string => {
  if (policy === undefined)
    throw new AwsFailure('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: name });
  return policy;
};

const meantBy = (call: Call, policy: string): PrincipalIds => {
  try {
    return principalIds(call.world, policy);
  } catch (error) {
    if (!(error instanceof UnknownPrincipal)) throw error;
    throw new AwsFailure('MalformedPolicy', 'Invalid principal in policy', 400, { Detail: error.message });
  }
};

/** Put/Get/DeleteBucketPolicy, GetBucketPolicyStatus. */
export const policyOperations: Operations = {
  PutBucketPolicy: operation<PutBucketPolicyRequest, object>((call, input) => {
    const bucket = ownBucket(call, input);
    const policy = input.Policy ?? '';
    checkBucketPolicy(bucket.name, policy);
    if (inForce(call.world, bucket).blockPolicy && isPublicPolicy(policy))
      throw accessDenied(
        `User: ${call.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(bucket.name)}" ` +
          'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
      );
    updateBucket(call, bucket, { policy, policyIds: meantBy(call, policy) });
    return {};
  }, onBucket('PutBucketPolicy')),

  GetBucketPolicy: operation<OnBucket, GetBucketPolicyOutput>((call, input) => {
    const bucket = ownBucket(call, input);
    return { Policy: shownPolicy(call.world, policyOf(bucket), bucket.policyIds) };
  }, onBucket('GetBucketPolicy')),

  GetBucketPolicyStatus: operation<OnBucket, GetBucketPolicyStatusOutput>(
    (call, input) => ({ PolicyStatus: { IsPublic: isPublicPolicy(policyOf(ownBucket(call, input))) } }),
    onBucket('GetBucketPolicyStatus'),
  ),

  DeleteBucketPolicy: operation<OnBucket, object>((call, input) => {
    const { policy: _policy, policyIds: _ids, ...bucket } = ownBucket(call, input);
    updateBucket(call, bucket, {});
    return {};
  }, onBucket('DeleteBucketPolicy')),
};
