import { enforcedPolicy, principalIds, shownPolicy, UnknownPrincipal } from '../policy-principals.js';
import { checkDocument, sizeOf } from './documents.js';
import { malformedPolicy, quotaExceeded } from './failures.js';
import type { Home, RoleRecord } from './records.js';

const LONGEST = 2_048;

/** The trust policy of a role, as it is kept. */
export type Trust = Pick<RoleRecord, 'trust' | 'trustedIds'>;

/** Checks a trust policy and finds out whom it means: a user or role that does not exist cannot be trusted. */
export const trustFrom = (home: Home, text: string): Trust => {
  checkDocument(text, 'trust');
  if (sizeOf(text) > LONGEST) throw quotaExceeded('ACLSizePerRole', LONGEST);
  try {
    return { trust: text, trustedIds: principalIds(home.world, text) };
  } catch (error) {
    throw error instanceof UnknownPrincipal ? malformedPolicy(error.message) : error;
  }
};

/** The trust policy that is in force: users and roles by the ids that they had when it was written. */
export const enforcedTrust = ({ trust, trustedIds }: Trust): string => enforcedPolicy(trust, trustedIds);

/** The trust policy as IAM shows it: what is gone shows the id that it had. */
export const shownTrust = ({ world }: Home, { trust, trustedIds }: Trust): string =>
  shownPolicy(world, trust, trustedIds);
