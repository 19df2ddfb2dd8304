import { deleteConflict } from './failures.js';
import { keyOf } from './find.js';
import { accessKeysOf, usersIn, type Home, type UserRecord } from './records.js';
import {
  loginProfilesIn,
  mfaDevicesIn,
  serviceCredentialsIn,
  signingCertificatesIn,
  sshKeysIn,
} from './user-records.js';

/** Deletes a user that has nothing left ("Deleting an IAM user"); else DeleteConflict says what to remove first. */
export const deleteUser = (home: Home, user: UserRecord): void => {
  const owns = <T extends { readonly userId?: string | undefined }>(rows: readonly T[]): boolean =>
    rows.some(({ userId }) => userId === user.id);
  const hasKeys = accessKeysOf(home.world)
    .all()
    .some((key) => key.account === home.account && key.userName === user.name);
  if (user.groups.length > 0) throw deleteConflict('remove users from group');
  if (loginProfilesIn(home).get(user.id) !== undefined) throw deleteConflict('delete login profile');
  if (hasKeys) throw deleteConflict('delete access keys');
  if (owns(mfaDevicesIn(home).all())) throw deleteConflict('delete MFA device');
  if (owns(signingCertificatesIn(home).all())) throw deleteConflict('delete signing certificates');
  if (owns(sshKeysIn(home).all())) throw deleteConflict('delete SSH public keys');
  if (owns(serviceCredentialsIn(home).all())) throw deleteConflict('delete service specific credentials');
  if (Object.keys(user.inline).length > 0) throw deleteConflict('delete policies');
  if (user.attached.length > 0) throw deleteConflict('detach all policies');
  usersIn(home).delete(keyOf(user.name));
};
