import type { Answer, RawRequest } from '../protocols/http.js';
import type { ServiceModel } from '../protocols/model.js';
import { authorize } from '../services/iam/authorize.js';
import { services } from '../services/index.js';
import { notSimulated } from '../services/not-simulated.js';
import { AwsFailure, refusalOf } from '../services/operation.js';
import type { World } from '../world/world.js';
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

/** moto's answer, or the refusal of what the caller may not do, or what moto does not simulate or may not be asked. */
export async function forwarded(world: World, forward: Forward, received: Received): Promise<Answer | AwsFailure> {
  const denial = deniedToForward(world, received);
  if (denial !== undefined) return denial;
  const { raw, model, service, operation, account, readOnly, requestId, input } = received;
  const what = `${service}:${operation}`;
  const played = services.some((each) => each.model === model.folder);
  if (played || !FORWARDED.has(service)) return notSimulated(what);
  if (raw.headers.authorization === undefined) return notSimulated(what, 'presigned requests are not forwarded');
  if (namesForeign(service, account, input)) return notSimulated(what, 'it names a resource of another account');
  try {
    const answer = await forward(plain(raw, model), { operation, account, readOnly });
    return isNotSimulated(answer, raw.method) ? notSimulated(what) : withRequestId(answer, requestId);
  } catch {
    // moto died under the call: whether it took effect is unknown, as after any AWS 500.
    return new AwsFailure('InternalError', 'An internal error has occurred', 500);
  }
}

/** moto checks no permissions, so they are checked before it is asked: the operation's own action, on everything. */
function deniedToForward(world: World, received: Received): AwsFailure | undefined {
  const { service: name, model, operation } = received;
  const service = { name, model: model.folder, families: [] };
  const need = { action: `${name}:${operation}`, resources: ['*'] };
  return refusalOf(() => authorize(world, { ...received, service }, need));
}

/** moto takes an ARN's word for whose a resource is, and knows no policies of resources that would let anybody in. */
function namesForeign(service: string, account: string, value: unknown): boolean {
  if (typeof value === 'string') {
    const [, owner] = new RegExp(`^arn:aws[\\w-]*:${service}:[\\w-]*:(\\d{12}):`).exec(value) ?? [];
    return owner !== undefined && owner !== account;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Object.values(value).some((each) => namesForeign(service, account, each));
}

/** moto's own controls are paths of the same server, and only REST services have paths. */
function plain(raw: RawRequest, { protocol }: ServiceModel): RawRequest {
  if (protocol === 'rest-json' || protocol === 'rest-xml') return raw;
  const at = raw.target.indexOf('?');
  return { ...raw, target: at === -1 ? '/' : `/${raw.target.slice(at)}` };
}
