import type {
  GetBucketAclOutput,
  GetBucketOwnershipControlsOutput,
  Grant,
  PutBucketAclRequest,
  PutBucketOwnershipControlsRequest,
  PutObjectAclRequest,
} from '@aws-sdk/client-s3';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { aclNotSupported, askedAcl, isAclFree, isPublicAcl, objectAcl } from './acl-rules.js';
import { malformedXml } from './failures.js';
import { bucketOf, canonicalId, updateBucket, type OnBucket } from './find-bucket.js';
import { objectNeed, onBucket, onObject, type OnObject } from './needs.js';
import type { Acl } from './records.js';
import { changeObject, objectFor } from './versions.js';

const GROUP = 'http://acs.amazonaws.com/groups/global/';

const shownAcl = (account: string, acl: Acl): GetBucketAclOutput => {
  const ID = canonicalId(account);
  const group = (name: string, Permission: 'READ' | 'WRITE'): Grant => ({
    Grantee: { Type: 'Group', URI: `${GROUP}${name}` },
    Permission,
  });
  const open: Readonly<Record<Acl, readonly Grant[]>> = {
    private: [],
    'public-read': [group('AllUsers', 'READ')],
    'public-read-write': [group('AllUsers', 'READ'), group('AllUsers', 'WRITE')],
    'authenticated-read': [group('AuthenticatedUsers', 'READ')],
  };
  const own: Grant = { Grantee: { Type: 'CanonicalUser', ID }, Permission: 'FULL_CONTROL' };
  return { Owner: { ID }, Grants: [own, ...open[acl]] };
};

/** ACLs, as far as they are canned, and ownership controls, which mostly do away with them. */
export const aclOperations: Operations = {
  PutBucketAcl: operation<PutBucketAclRequest, object>((call, input) => {
    const bucket = bucketOf(call, input);
    if (isAclFree(bucket)) throw aclNotSupported();
    if (input.AccessControlPolicy !== undefined) throw notSimulated('an ACL of single grants');
    updateBucket(call, bucket, { acl: askedAcl(call.world, bucket, input) });
    return {};
  }, onBucket('PutBucketAcl')),

  GetBucketAcl: operation<OnBucket, GetBucketAclOutput>((call, input) => {
    const { account, acl } = bucketOf(call, input);
    return shownAcl(account, acl);
  }, onBucket('GetBucketAcl')),

  PutObjectAcl: operation<PutObjectAclRequest, object>(
    (call, input) => {
      const bucket = bucketOf(call, input);
      const version = objectFor(call, bucket, input);
      if (input.AccessControlPolicy !== undefined) throw notSimulated('an ACL of single grants');
      const acl = objectAcl(call.world, bucket, input);
      changeObject(call, bucket, input.Key ?? '', version, (object) => ({ ...object, acl }));
      return {};
    },
    (call, input) => {
      const action = input.VersionId === undefined ? 'PutObjectAcl' : 'PutObjectVersionAcl';
      return [objectNeed(action, bucketOf(call, input), input.Key ?? '', { 's3:x-amz-acl': input.ACL })];
    },
  ),

  GetObjectAcl: operation<OnObject, GetBucketAclOutput>(
    (call, input) => {
      const bucket = bucketOf(call, input);
      return shownAcl(bucket.account, objectFor(call, bucket, input).object.acl);
    },
    onObject('GetObjectAcl', 'GetObjectVersionAcl'),
  ),

  PutBucketOwnershipControls: operation<PutBucketOwnershipControlsRequest, object>((call, input) => {
    const bucket = bucketOf(call, input);
    const [rule, ...others] = input.OwnershipControls?.Rules ?? [];
    const ownership = rule?.ObjectOwnership;
    if (ownership === undefined || others.length > 0) throw malformedXml();
    if (ownership === 'BucketOwnerEnforced' && isPublicAcl(bucket.acl))
      throw new AwsFailure(
        'InvalidBucketAclWithObjectOwnership',
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      );
    updateBucket(call, bucket, { ownership });
    return {};
  }, onBucket('PutBucketOwnershipControls')),

  GetBucketOwnershipControls: operation<OnBucket, GetBucketOwnershipControlsOutput>((call, input) => {
    const { ownership } = bucketOf(call, input);
    if (ownership === undefined)
      throw new AwsFailure('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', 404);
    return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } };
  }, onBucket('GetBucketOwnershipControls')),

  DeleteBucketOwnershipControls: operation<OnBucket, object>((call, input) => {
    const { ownership: _, ...bucket } = bucketOf(call, input);
    updateBucket(call, bucket, {});
    return {};
  }, onBucket('PutBucketOwnershipControls')),
};
