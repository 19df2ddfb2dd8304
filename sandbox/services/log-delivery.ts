import { createHash } from 'node:crypto';
import { readPolicy } from '../policies/document.js';
import { evaluate } from '../policies/evaluate.js';
import type { World } from '../world/world.js';
import { uuid } from './ids.js';
import { keyResourcePolicy } from './kms/resource-policy.js';
import { AwsFailure, refusalOf, type Call, type Need } from './operation.js';
import { objectArn } from './s3/needs.js';
import { putObjectOperations } from './s3/put-object.js';
import { buckets, type BucketRecord } from './s3/records.js';

/** An AWS service that delivers logs into somebody's bucket, as the policies of buckets and keys see it. */
export type LogWriter = {
  /** `cloudtrail.amazonaws.com` */
  readonly service: string;
  /** Whose logs they are (`aws:SourceAccount`), and of what (`aws:SourceArn`). */
  readonly account: string;
  readonly sourceArn: string;
  /** Condition keys that only this service has. */
  readonly context?: Readonly<Record<string, string>>;
};

/** A file to be delivered: gzipped. */
export type LogObject = {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** `x-amz-server-side-encryption` and its key; without it the bucket's default decides. */
  readonly encryption?: { readonly ServerSideEncryption: 'AES256' | 'aws:kms'; readonly SSEKMSKeyId?: string };
};

/** Whether the policies of buckets and keys let a service do something. */
export const mayDeliver = (world: World, writer: LogWriter, { action, resources, context }: Need): boolean =>
  resources.every((resource) => {
    const policy = policyOf(world, resource);
    const request = {
      action,
      resource,
      context: {
        'aws:PrincipalIsAWSService': 'true',
        'aws:PrincipalServiceName': writer.service,
        'aws:SecureTransport': 'true',
        'aws:SourceAccount': writer.account,
        'aws:SourceArn': writer.sourceArn,
        's3:x-amz-acl': 'bucket-owner-full-control',
        ...writer.context,
        ...context,
      },
      principal: { kind: 'service', account: writer.account, identity: [writer.service] },
    } as const;
    const resourcePolicy = policy === undefined ? undefined : readPolicy(policy);
    return evaluate({ request, identity: [], resourcePolicy }).decision === 'allowed';
  });

/** Puts a file into a bucket, as far as the bucket's policy lets the service; says S3's error, if any. */
export const deliverObject = (
  world: World,
  writer: LogWriter,
  bucketName: string,
  { key, body, contentType, metadata = {}, encryption }: LogObject,
): string | undefined => {
  const bucket = buckets(world).get(bucketName);
  if (bucket === undefined) return 'NoSuchBucket';
  const call = callBy(world, writer, bucket);
  const input = {
    Bucket: bucket.name,
    Key: key,
    Body: body,
    ContentType: contentType,
    ContentEncoding: 'gzip',
    ContentMD5: createHash('md5').update(body).digest('base64'),
    Metadata: metadata,
    ...encryption,
  };
  return refusalOf(() => {
    call.require({ action: 's3:PutObject', resources: [objectArn(bucket.name, key)] });
    putObjectOperations['PutObject']?.run(call, input as never);
  })?.code;
};

/** A request that the service itself makes to the bucket. */
const callBy = (world: World, writer: LogWriter, bucket: BucketRecord): Call => ({
  world,
  account: writer.account,
  region: bucket.region,
  requestId: uuid(),
  operation: 'PutObject',
  caller: { account: writer.account, accessKeyId: '', arn: writer.service, kind: 'service', userId: writer.service },
  sourceIp: writer.service,
  require: (need) => {
    if (!mayDeliver(world, writer, need)) throw new AwsFailure('AccessDenied', 'Access Denied', 403);
  },
});

const policyOf = (world: World, arn: string): string | undefined =>
  arn.startsWith('arn:aws:s3:::') ? buckets(world).get(bucketIn(arn))?.policy : keyResourcePolicy(world, arn);

const bucketIn = (arn: string): string => arn.slice('arn:aws:s3:::'.length).split('/')[0] ?? '';
