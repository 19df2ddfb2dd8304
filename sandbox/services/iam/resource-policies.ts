import type { World } from '../../world/world.js';
import type { Service } from '../operation.js';

/** What a resource itself says about who may use it. */
export interface ResourceStanding {
  /** The text of its policy, if it has one. */
  readonly policy?: string | undefined;
  /** Whose it is; undefined where that makes no difference. */
  readonly account?: string | undefined;
}

/** What the service that a resource belongs to says of it: its `resourcePolicy` and `resourceOwner`. */
export const resourceStanding = (services: readonly Service[], world: World, arn: string): ResourceStanding => {
  const [, , name, , account = ''] = arn.split(':');
  const service = services.find((one) => (one.prefix ?? one.name) === name && one.resourcePolicy !== undefined);
  if (service === undefined) return {};
  return {
    policy: service.resourcePolicy?.(world, arn),
    account: /^\d{12}$/.test(account) ? account : service.resourceOwner?.(world, arn),
  };
};
