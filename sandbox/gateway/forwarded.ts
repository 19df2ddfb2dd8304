import type { Answer } from '../protocols/http.js';
import { AwsFailure } from '../services/operation.js';
import { services } from '../services/index.js';
import { isNotSimulated, withRequestId } from './moto-answer.js';
import type { Forward } from './moto-client.js';
import type { Received } from './received.js';

/**
 * Services that are forwarded to moto: its state of them was shown to survive on disk, and its answers to be AWS's as far
 * as they go. What we play ourselves is never forwarded, not even an operation that we lack: two states would disagree.
 */
export const FORWARDED: ReadonlySet<string> = new Set([
  'config',
  'dynamodb',
  'events',
  'logs',
  'organizations',
  'route53',
  'secretsmanager',
  'shield',
  'sns',
  'wafv2',
]);

/** moto's answer, or the refusal of what it does not simulate or may not be asked. */
export async function forwarded(forward: Forward, received: Received): Promise<Answer | AwsFailure> {
  const { raw, model, service, operation, account, readOnly, requestId } = received;
  const played = services.some((each) => each.model === model.folder);
  if (played || !FORWARDED.has(service)) return unsupported(received);
  if (raw.headers.authorization === undefined) return unsupported(received, 'presigned requests are not forwarded');
  try {
    const answer = await forward(raw, { operation, account, repeatable: readOnly });
    return isNotSimulated(answer, raw.method) ? unsupported(received) : withRequestId(answer, requestId);
  } catch {
    // moto died under the call: whether it took effect is unknown, as after any AWS 500.
    return new AwsFailure('InternalError', 'An internal error has occurred', 500);
  }
}

function unsupported({ service, operation }: Received, why?: string): AwsFailure {
  const reason = why === undefined ? '' : `: ${why}`;
  return new AwsFailure('UnsupportedInSandbox', `${service}:${operation} is not simulated${reason}`, 501);
}
