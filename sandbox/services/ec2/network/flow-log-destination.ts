import { deliverObject, mayDeliver, type LogWriter } from '../../log-delivery.js';
import type { Place } from '../../operation.js';
import { bucketArn, objectArn } from '../../s3/needs.js';
import { buckets } from '../../s3/records.js';

/** A bucket and, if the ARN names one, a folder in it: `arn:aws:s3:::bucket/folder/`. */
type Destination = { readonly bucket: string; readonly folder: string };

/** Reads the ARN of a destination in S3; undefined when it is none. */
export const destinationIn = (arn: string): Destination | undefined => {
  const [, bucket, folder = ''] = /^arn:aws:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?)\/?)?$/.exec(arn) ?? [];
  return bucket === undefined ? undefined : { bucket, folder: folder === '' ? '' : `${folder}/` };
};

/** Below what a destination has all files of an account. */
const folderOf = ({ folder }: Destination, account: string): string => `${folder}AWSLogs/${account}`;

// "Amazon S3 bucket permissions for flow logs": the source is the wildcard ARN of the logs service.
const writerOf = ({ account, region }: Pick<Place, 'account' | 'region'>): LogWriter => ({
  service: 'delivery.logs.amazonaws.com',
  account,
  sourceArn: `arn:aws:logs:${region}:${account}:*`,
});

/** Whether the bucket is there and its policy lets flow logs look at it and write to it. */
export const mayReceive = (place: Place, destination: Destination): boolean => {
  const { bucket } = destination;
  const writes = objectArn(bucket, `${folderOf(destination, place.account)}/vpcflowlogs/x`);
  return (
    buckets(place.world).get(bucket) !== undefined &&
    mayDeliver(place.world, writerOf(place), { action: 's3:GetBucketAcl', resources: [bucketArn(bucket)] }) &&
    mayDeliver(place.world, writerOf(place), { action: 's3:PutObject', resources: [writes] })
  );
};

/** Writes one file, below the account's folder; says S3's error, if any. */
export const writeFlowLogFile = (
  place: Place,
  destination: Destination,
  file: { readonly name: string; readonly body: Buffer },
): string | undefined =>
  deliverObject(place.world, writerOf(place), destination.bucket, {
    key: `${folderOf(destination, place.account)}/${file.name}`,
    body: file.body,
    contentType: 'application/octet-stream',
  });
