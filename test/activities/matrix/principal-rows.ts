import { deactivateCredentials } from '../iam/deactivate-credentials.row.js';
import { deactivateKeys } from '../iam/deactivate-keys.row.js';
import { deleteLoginProfile } from '../iam/delete-login-profile.row.js';
import { denyHostSessions } from '../iam/deny-host-sessions.row.js';
import { denyTrust } from '../iam/deny-trust.row.js';
import { denyUser } from '../iam/deny-user.row.js';
import { revokeSessions } from '../iam/revoke-sessions.row.js';
import type { PrincipalRow } from './principals.js';

/** The actions on a user or a role. */
export const principalRows: readonly PrincipalRow[] = [
  denyUser,
  deactivateKeys,
  deleteLoginProfile,
  deactivateCredentials,
  denyHostSessions,
  denyTrust,
  revokeSessions,
];
