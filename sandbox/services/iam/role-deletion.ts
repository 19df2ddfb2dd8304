import { deleteConflict } from './failures.js';
import { keyOf } from './find.js';
import { profilesIn, rolesIn, type Home, type RoleRecord } from './records.js';

/** Deletes a role that nothing holds on to; else DeleteConflict says what to remove first. */
export const deleteRole = (home: Home, role: RoleRecord): void => {
  const isWorn = profilesIn(home)
    .all()
    .some((profile) => profile.role === role.name);
  if (isWorn) throw deleteConflict('remove roles from instance profile');
  if (Object.keys(role.inline).length > 0) throw deleteConflict('delete policies');
  if (role.attached.length > 0) throw deleteConflict('detach all policies');
  rolesIn(home).delete(keyOf(role.name));
};
