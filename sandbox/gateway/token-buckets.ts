import type { ApiCall } from './api-call.js';
import type { AwsError } from './aws-error.js';
import { requestLimit, resourceLimit, type Limit } from './ec2-limits.js';
import type { Parameters } from './query-parameters.js';

/** AWS's throttling of EC2 in one account: `take` spends a call's tokens or says that it is refused. */
export interface TokenBuckets {
  readonly take: (call: ApiCall) => AwsError | undefined;
}

interface Bucket {
  tokens: number;
  at: number;
}

const EXCEEDED: AwsError = { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' };

/** Full buckets, refilled continuously on `now` (milliseconds, monotonic). A refused call spends nothing. */
export function tokenBuckets(now: () => number = () => performance.now()): TokenBuckets {
  const buckets = new Map<string, Bucket>();

  const filled = (key: string, [capacity, refill]: Limit): Bucket => {
    const time = now();
    const bucket = buckets.get(key) ?? { tokens: capacity, at: time };
    bucket.tokens = Math.min(capacity, bucket.tokens + ((time - bucket.at) / 1000) * refill);
    bucket.at = time;
    buckets.set(key, bucket);
    return bucket;
  };

  return {
    take: (call) => {
      if (call.service !== 'ec2') return undefined;
      const [name, limit] = requestLimit(call.operation, isNarrowed(call.parameters));
      const request = filled(`${call.region}/${name}`, limit);
      const perResource = resourceLimit(call.operation);
      const wanted = instanceCount(call.parameters);
      const resource = perResource && filled(`${call.region}/${call.operation}:instances`, perResource);
      if (request.tokens < 1 || (resource !== undefined && resource.tokens < wanted)) return EXCEEDED;
      request.tokens -= 1;
      if (resource !== undefined) resource.tokens -= wanted;
      return undefined;
    },
  };
}

function isNarrowed(parameters: Parameters): boolean {
  return Object.keys(parameters).some((name) => name === 'Filter' || name === 'MaxResults' || name.endsWith('Id'));
}

function instanceCount(parameters: Parameters): number {
  const ids = parameters['InstanceId'];
  if (Array.isArray(ids)) return ids.length;
  const count = Number(parameters['MaxCount'] ?? 1);
  return Number.isFinite(count) && count > 0 ? count : 1;
}
