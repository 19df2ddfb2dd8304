import type { ObjectCannedACL } from '@aws-sdk/client-s3';
import type { World } from '../../world/world.js';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure } from '../operation.js';
import { accessDenied } from './failures.js';
import { inForce } from './public-access.js';
import type { Acl, BucketRecord } from './records.js';

/** ACLs as a request gives them. */
export type AclInput = {
  readonly ACL?: ObjectCannedACL | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
};

/** Whether the bucket has no ACLs at all: all in it is its owner's ("Controlling ownership of objects"). */
export const isAclFree = ({ ownership }: Pick<BucketRecord, 'ownership'>): boolean =>
  ownership === 'BucketOwnerEnforced';

/** Whether an ACL lets anyone in. */
export const isPublicAcl = (acl: Acl): boolean => acl !== 'private';

/** The ACL that an object gets from its writer. */
export const objectAcl = (world: World, bucket: BucketRecord, input: AclInput): Acl => {
  if (!isAclFree(bucket)) return askedAcl(world, bucket, input);
  const full = input.ACL === undefined || input.ACL === 'bucket-owner-full-control';
  if (!full || grants(input).length > 0) throw aclNotSupported();
  return 'private';
};

/** The canned ACL of a request; AccessDenied for public ones where they are blocked. */
export const askedAcl = (world: World, bucket: BucketRecord, input: AclInput): Acl => {
  const acl = cannedAcl(input);
  if (isPublicAcl(acl) && inForce(world, bucket).blockAcls)
    throw accessDenied('Access Denied because public ACLs are blocked by the BlockPublicAcls setting.');
  return acl;
};

/** The canned ACL of a request, as far as the sandbox tells them apart. */
export const cannedAcl = (input: AclInput): Acl => {
  if (grants(input).length > 0) throw notSimulated('an ACL of single grants');
  switch (input.ACL) {
    case undefined:
    case 'private':
    case 'bucket-owner-read':
    case 'bucket-owner-full-control':
    case 'aws-exec-read':
      return 'private';
    default:
      return input.ACL;
  }
};

const grants = (input: AclInput): readonly string[] =>
  [input.GrantFullControl, input.GrantRead, input.GrantReadACP, input.GrantWrite, input.GrantWriteACP].flatMap(
    (one) => one ?? [],
  );

export const aclNotSupported = (): AwsFailure =>
  new AwsFailure('AccessControlListNotSupported', 'The bucket does not allow ACLs');
