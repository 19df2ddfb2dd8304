import type { AwsFailure } from '../services/operation.js';
import type { Settings } from '../world/settings.js';
import { ec2Charges } from './ec2.js';
import { loadBalancingCharges } from './elastic-load-balancing.js';
import { kmsCharges } from './kms.js';
import type { Charge, Charges, Limit, LimitedRequest } from './limit.js';
import {
  cloudTrailCharges,
  s3Charges,
  securityHubCharges,
  ssmCharges,
  stsCharges,
  unpublishedCharges,
} from './other-services.js';
import { throttled } from './refusal.js';

/** Whether limits are in force, and how large: 0.1 is a tenth of what AWS gives. */
export type LimitMode = Settings['limits'];

/** AWS's request limits, per account, Region and API. They run on the real clock: it is real clients that wait. */
export interface Limits {
  /** Takes what the request costs, or says how it is refused; a refused request costs nothing. */
  readonly take: (request: LimitedRequest) => AwsFailure | undefined;
  readonly mode: () => LimitMode;
  /** Changes the mode; all buckets are full again. */
  readonly setMode: (mode: LimitMode) => void;
}

const chargesOf: Readonly<Record<string, Charges>> = {
  ec2: ec2Charges,
  elasticloadbalancing: loadBalancingCharges,
  kms: kmsCharges,
  cloudtrail: cloudTrailCharges,
  securityhub: securityHubCharges,
  ssm: ssmCharges,
  sts: stsCharges,
  s3: s3Charges,
};

type Bucket = { tokens: number; at: number };

/** Full buckets, refilled continuously on `now` (milliseconds, monotonic). */
export const openLimits = (first: LimitMode = 'off', now: () => number = () => performance.now()): Limits => {
  const buckets = new Map<string, Bucket>();
  let mode = first;

  const filled = (key: string, [capacity, refill]: Limit): Bucket => {
    const time = now();
    const bucket = buckets.get(key) ?? { tokens: capacity, at: time };
    bucket.tokens = Math.min(capacity, bucket.tokens + ((time - bucket.at) / 1000) * refill);
    bucket.at = time;
    buckets.set(key, bucket);
    return bucket;
  };

  return {
    take: (request) => {
      if (mode === 'off') return undefined;
      const factor = mode === 'real' ? 1 : mode;
      const { service, account, region } = request;
      const wanted = (chargesOf[service] ?? unpublishedCharges)(request).map((charge) => ({
        tokens: charge.tokens,
        bucket: filled(`${account}/${region}/${service}/${charge.bucket}`, scaled(charge, factor)),
      }));
      if (wanted.some(({ bucket, tokens }) => bucket.tokens < tokens)) return throttled(service);
      for (const { bucket, tokens } of wanted) bucket.tokens -= tokens;
      return undefined;
    },
    mode: () => mode,
    setMode: (next) => {
      mode = next;
      buckets.clear();
    },
  };
};

/** A bucket that could not hold what one request takes would refuse it for ever. */
const scaled = ({ limit: [capacity, refill], tokens }: Charge, factor: number): Limit => [
  factor === 1 ? capacity : Math.max(tokens, capacity * factor),
  refill * factor,
];
