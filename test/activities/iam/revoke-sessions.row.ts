import type { PrincipalRow } from '../matrix/principals.js';
import { newSessionWorks } from './deny-host-sessions.row.js';

export const revokeSessions: PrincipalRow = {
  action: 'revokeSessions',
  of: 'role',
  scenes: [
    {
      // Once when it begins, and once more after it is in force everywhere.
      apply: ['PutRolePolicy', 'PutRolePolicy'],
      // What is revoked stays so until its last session has expired, 12 hours later: `end-revocation.test.ts`.
      undo: { calls: [], state: newSessionWorks('anybody') },
      gone: 'NotFound',
    },
  ],
};
