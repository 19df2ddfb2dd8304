import type { CloudTrailEvent } from './event.js';

/** Services without a Region: their records are in US East (N. Virginia), whatever endpoint was asked. */
const GLOBAL = new Set(['cloudfront', 'iam', 'organizations', 'route53', 'shield']);

/** The Region whose records have a call. */
export const recordedIn = (service: string, region: string): string =>
  GLOBAL.has(service) || region === '' ? 'us-east-1' : region;

/** An error's code as records spell it: EC2's say whose fault it was, denials are `AccessDenied` of every service. */
export const errorCodeOf = (
  service: string,
  { code, status }: { readonly code: string; readonly status: number },
): string => {
  if (service === 'ec2') return `${status < 500 || code === 'RequestLimitExceeded' ? 'Client' : 'Server'}.${code}`;
  return code === 'AccessDeniedException' ? 'AccessDenied' : code;
};

const types: readonly (readonly [RegExp, string])[] = [
  [/^arn:aws:kms:[^:]*:\d+:key\//, 'AWS::KMS::Key'],
  [/^arn:aws:iam::\d+:role\//, 'AWS::IAM::Role'],
  [/^arn:aws:s3:::[^/]+$/, 'AWS::S3::Bucket'],
  [/^arn:aws:s3:::[^/]+\//, 'AWS::S3::Object'],
];

const NAMING = new Set(['kms', 's3', 'sts']);

/** The `resources` of a record: few services fill them. */
export const arnResources = (
  service: string,
  arns: readonly string[] = [],
): NonNullable<CloudTrailEvent['resources']> =>
  (NAMING.has(service) ? arns : [])
    .filter((arn) => arn.startsWith('arn:'))
    .map((ARN) => {
      const accountId = ARN.split(':')[4];
      const type = types.find(([pattern]) => pattern.test(ARN))?.[1];
      return { ...(accountId && { accountId }), ...(type && { type }), ARN };
    });
