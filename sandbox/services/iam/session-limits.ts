import type { World } from '../../world/world.js';
import { AwsFailure } from '../operation.js';
import type { Request } from '../perform.js';
import { sessionsOf } from '../sts/sessions.js';

const SESSION_TOKEN_STS = new Set(['AssumeRole', 'GetCallerIdentity']);
const ROLE_EXCLUDED = new Set(['GetSessionToken', 'GetFederationToken']);

/** Refuses what temporary credentials of a kind may never do ("Compare AWS STS credentials", IAM User Guide). */
export const refuseRestricted = (world: World, { service, operation, caller }: Request): void => {
  const session = caller.session === undefined ? undefined : sessionsOf(world).get(caller.session);
  if (session === undefined) return;
  const { kind, mfa } = session;
  if (service.name === 'iam' && (kind === 'federated' || (kind !== 'role' && !mfa)))
    throw new AwsFailure('InvalidClientTokenId', 'The security token included in the request is invalid', 403);
  if (service.name !== 'sts') return;
  const refused =
    kind === 'role'
      ? ROLE_EXCLUDED.has(operation)
      : kind === 'federated'
        ? operation !== 'GetCallerIdentity'
        : !SESSION_TOKEN_STS.has(operation);
  if (refused) throw new AwsFailure('AccessDenied', `Cannot call ${operation} with session credentials`, 403);
};
