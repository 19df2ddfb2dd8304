import type { Answer } from '../protocols/http.js';
import { wantsJson } from '../protocols/query-json.js';
import { writeError } from '../protocols/write-error.js';
import type { AwsFailure } from '../services/operation.js';
import type { World } from '../world/world.js';
import type { Received, Rejected } from './received.js';
import { recordReceived } from './record-received.js';

/** Answers a request that was understood with `failure`, and records it with the `resources` it was judged by. */
export function refuse(
  world: World,
  received: Received,
  failure: AwsFailure,
  resources: readonly string[] = [],
): Answer {
  recordReceived(world, received, { failure, resources });
  const { model, raw, requestId } = received;
  return writeError(model, raw.method, failure, requestId, wantsJson(model, raw));
}

/** Answers a request that goes no further, and records it as far as it was understood. */
export function reject(world: World, { answer, failure, ...known }: Rejected): Answer {
  if (known.operation !== undefined) recordReceived(world, { ...known, operation: known.operation }, { failure });
  return answer;
}
