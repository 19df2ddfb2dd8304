import type { Place } from '../operation.js';
import { keyOf } from './find.js';
import { iamArn, profilesIn, rolesIn, type RoleRecord } from './records.js';

/** An instance profile, as services that use one need it. */
export interface Profile {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly roleName?: string;
}

/** The caller's account's instance profile of that name or ARN; undefined when there is none. */
export const profileByNameOrArn = (
  place: Place,
  { Name, Arn }: { readonly Name?: string | undefined; readonly Arn?: string | undefined },
): Profile | undefined => {
  const row = profilesIn(place).get(keyOf(Name ?? Arn?.slice(Arn.lastIndexOf('/') + 1) ?? ''));
  if (row === undefined) return undefined;
  const arn = iamArn(place.account, 'instance-profile', row);
  if ((Name !== undefined && row.name !== Name) || (Arn !== undefined && arn !== Arn)) return undefined;
  return { arn, id: row.id, name: row.name, ...(row.role !== undefined && { roleName: row.role }) };
};

/** The role that instances with the profile wear, with its ARN; undefined for a profile without a role. */
export const roleOfProfile = (place: Place, profile: Profile): (RoleRecord & { readonly arn: string }) | undefined => {
  const role = profile.roleName === undefined ? undefined : rolesIn(place).get(keyOf(profile.roleName));
  return role && { ...role, arn: iamArn(place.account, 'role', role) };
};
