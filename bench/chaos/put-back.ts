import { estateExactly } from './estate-picture.js';
import { differences } from './lists.js';
import { calm, rest } from './scenes.js';
import type { Site } from './site.js';

const found = 'found';

/** What no release puts back, each for its reason. */
const stays: readonly RegExp[] = [
  // Evidence is kept, with its mark and its lock.
  /^unexpected: ec2\.(snapshots|tags)\S* snap-/,
  // Nothing brings a password back.
  /^missing: iam\.loginProfiles/,
  // An association that has ended: AWS does not show it any more.
  /^unexpected: ec2\.profileAssociations.*"state":"disassociating"/,
];

/** What of the whole estate is not as it was when the round began, but for what stays by design. */
export const notPutBack = async (site: Site): Promise<readonly string[]> => {
  await site.steer((admin) => admin.advanceClock(rest));
  await site.steer((admin) => admin.save(found));
  const [before, after] = [calm, found].map((name) => estateExactly(site.place.world, name));
  return differences(before ?? [], after ?? []).filter((one) => !stays.some((rule) => rule.test(one)));
};
