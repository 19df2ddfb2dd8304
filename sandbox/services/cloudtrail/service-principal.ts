import { readPolicy } from '../../policies/document.js';
import { evaluate } from '../../policies/evaluate.js';
import type { World } from '../../world/world.js';
import { uuid } from '../ids.js';
import { keyResourcePolicy } from '../kms/resource-policy.js';
import { AwsFailure, type Call, type Need } from '../operation.js';
import { buckets, type BucketRecord } from '../s3/records.js';
import type { TrailRecord } from './trail-records.js';

const PRINCIPAL = 'cloudtrail.amazonaws.com';

/** Whether the policies of buckets and keys let CloudTrail do something for a trail. */
export const mayCloudTrail = (world: World, trail: TrailRecord, { action, resources, context }: Need): boolean =>
  resources.every((resource) => {
    const policy = policyOf(world, resource);
    const request = {
      action,
      resource,
      context: {
        'aws:PrincipalIsAWSService': 'true',
        'aws:PrincipalServiceName': PRINCIPAL,
        'aws:SecureTransport': 'true',
        'aws:SourceAccount': trail.account,
        'aws:SourceArn': trail.arn,
        's3:x-amz-acl': 'bucket-owner-full-control',
        'kms:EncryptionContext:aws:cloudtrail:arn': trail.arn,
        ...context,
      },
      principal: { kind: 'service', account: trail.account, identity: [PRINCIPAL] },
    } as const;
    const resourcePolicy = policy === undefined ? undefined : readPolicy(policy);
    return evaluate({ request, identity: [], resourcePolicy }).decision === 'allowed';
  });

/** A request that CloudTrail itself makes to the trail's bucket. */
export const callToBucket = (world: World, trail: TrailRecord, bucket: BucketRecord): Call => ({
  world,
  account: trail.account,
  region: bucket.region,
  requestId: uuid(),
  operation: 'PutObject',
  caller: { account: trail.account, accessKeyId: '', arn: PRINCIPAL, kind: 'service', userId: PRINCIPAL },
  sourceIp: PRINCIPAL,
  require: (need) => {
    if (!mayCloudTrail(world, trail, need)) throw new AwsFailure('AccessDenied', 'Access Denied', 403);
  },
});

const policyOf = (world: World, arn: string): string | undefined =>
  arn.startsWith('arn:aws:s3:::') ? buckets(world).get(bucketIn(arn))?.policy : keyResourcePolicy(world, arn);

const bucketIn = (arn: string): string => arn.slice('arn:aws:s3:::'.length).split('/')[0] ?? '';
