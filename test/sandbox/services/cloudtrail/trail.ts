import { gunzipSync } from 'node:zlib';
import { cloudtrail } from '../../../../sandbox/services/cloudtrail/index.js';
import { uuid } from '../../../../sandbox/services/ids.js';
import { perform } from '../../../../sandbox/services/perform.js';
import { readBody } from '../../../../sandbox/services/s3/bodies.js';
import { buckets, objectsIn } from '../../../../sandbox/services/s3/records.js';
import { ACCOUNT, REGION, type Bench } from '../harness.js';
import { recorded } from './calls.js';

export const BUCKET = 'audit-logs';

const policy = (effect: 'Allow' | 'Deny'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: effect,
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:GetBucketAcl',
        Resource: `arn:aws:s3:::${BUCKET}`,
      },
      {
        Effect: effect,
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${BUCKET}/AWSLogs/${ACCOUNT}/*`,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
    ],
  });

/** Makes the bucket, with a policy that lets CloudTrail write or one that does not. */
export const makeBucket = (bench: Bench, effect: 'Allow' | 'Deny' = 'Allow'): void =>
  bench.world.store.transact(
    () =>
      void buckets(bench.world).put(BUCKET, {
        name: BUCKET,
        account: ACCOUNT,
        region: REGION,
        createdAt: 0,
        acl: 'private',
        encryption: { algorithm: 'AES256' },
        policy: policy(effect),
      }),
  );

/** Calls an operation as the gateway does: with its record. */
export const calledOnTrail = (bench: Bench, operation: string, input: object): void =>
  bench.world.store.transact(() => {
    const { world, caller } = bench;
    const request = { operation, input: { ...input }, region: REGION, requestId: uuid(), sourceIp: '203.0.113.9' };
    perform(world, () => undefined, { service: cloudtrail, caller, ...request });
    recorded(bench, { ...request, service: 'cloudtrail', caller });
  });

/** A delivered object: its key, what it says, its metadata. */
export type Delivered = {
  readonly key: string;
  readonly content: string;
  readonly metadata: Readonly<Record<string, string>>;
};

/** What lies in the bucket, by key. */
export const delivered = (
  bench: Bench,
  kind: 'CloudTrail' | 'CloudTrail-Digest' = 'CloudTrail',
): readonly Delivered[] =>
  objectsIn(bench.world, BUCKET)
    .all()
    .flatMap(({ key, versions: [newest] }) =>
      newest?.object !== undefined && key.includes(`/${kind}/`)
        ? [
            {
              key,
              content: gunzipSync(readBody(bench.world, newest.object.body, 0, newest.object.size)).toString(),
              metadata: newest.object.metadata,
            },
          ]
        : [],
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));

/** The names of all delivered events. */
export const deliveredNames = (bench: Bench): readonly string[] =>
  delivered(bench).flatMap(({ content }) =>
    (JSON.parse(content) as { Records: { eventName: string }[] }).Records.map((event) => event.eventName),
  );
