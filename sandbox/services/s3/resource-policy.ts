import type { World } from '../../world/world.js';
import { enforcedPolicy } from '../policy-principals.js';
import { isAclFree } from './acl-rules.js';
import { bucketArn, objectArn } from './needs.js';
import { inForce } from './public-access.js';
import { isPublicPolicy } from './public-policy.js';
import { buckets, objectsIn, type Acl, type BucketRecord } from './records.js';

const bucketIn = (world: World, arn: string): { readonly bucket: BucketRecord; readonly key: string } | undefined => {
  const [, name = '', key = ''] = /^arn:aws:s3:::([^/]+)(?:\/(.*))?$/s.exec(arn) ?? [];
  const bucket = buckets(world).get(name);
  return bucket && { bucket, key };
};

/** The account of the bucket that an ARN of S3 is about. */
export const bucketOwner = (world: World, arn: string): string | undefined => bucketIn(world, arn)?.bucket.account;

/**
 * The policy that decides about a bucket or object, by its ARN: the bucket's policy, what ACLs allow as statements of
 * it, and what Block Public Access takes away. Undefined where nothing is said.
 */
export const bucketResourcePolicy = (world: World, arn: string): string | undefined => {
  const found = bucketIn(world, arn);
  if (found === undefined) return undefined;
  const { bucket, key } = found;
  const { restrict } = inForce(world, bucket);
  const added = [
    ...aclStatements(world, bucket, key),
    ...(restrict && bucket.policy !== undefined && isPublicPolicy(bucket.policy) ? [onlyOwnAccount(bucket)] : []),
  ];
  const policy = bucket.policy && enforcedPolicy(bucket.policy, bucket.policyIds);
  if (added.length === 0) return policy;
  const { Statement, ...rest } = JSON.parse(policy ?? '{"Version":"2012-10-17","Statement":[]}') as {
    readonly Statement: unknown;
  };
  const own: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  return JSON.stringify({ ...rest, Statement: [...own, ...added] });
};

/** A public policy under RestrictPublicBuckets is one for the account of the bucket and for services of AWS. */
const onlyOwnAccount = ({ name, account }: BucketRecord): object => ({
  Effect: 'Deny',
  Principal: '*',
  Action: '*',
  Resource: [bucketArn(name), `${bucketArn(name)}/*`],
  Condition: {
    StringNotEquals: { 'aws:PrincipalAccount': account },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  },
});

const BUCKET_ACTIONS: Readonly<Record<Acl, readonly string[]>> = {
  private: [],
  'public-read': ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
  'authenticated-read': ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
  'public-read-write': ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
};

/** What ACLs allow ("Mapping of ACL permissions and access policy permissions"), where they count. */
const aclStatements = (world: World, bucket: BucketRecord, key: string): readonly object[] => {
  if (isAclFree(bucket) || inForce(world, bucket).ignoreAcls) return [];
  const object = objectsIn(world, bucket.name).get(key)?.versions[0]?.object;
  const allow = (Action: readonly string[], Resource: string) => ({
    Effect: 'Allow',
    Principal: '*',
    Action,
    Resource,
  });
  return [
    ...(bucket.acl === 'private' ? [] : [allow(BUCKET_ACTIONS[bucket.acl], bucketArn(bucket.name))]),
    ...(bucket.acl === 'public-read-write'
      ? [allow(['s3:PutObject', 's3:DeleteObject'], `${bucketArn(bucket.name)}/*`)]
      : []),
    ...(object === undefined || object.acl === 'private'
      ? []
      : [allow(['s3:GetObject', 's3:GetObjectVersion'], objectArn(bucket.name, key))]),
  ];
};
