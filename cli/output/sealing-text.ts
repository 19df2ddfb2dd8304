import type { SealingStatus } from '../session/sealing.js';

/** How far the ledger is sealed, for people: a line, and one for each case that is not sealed any more. */
export const sealingText = (status: SealingStatus | null): readonly string[] => {
  if (status === null) return [];
  const { vault, isInAttackedAccount, newest, waiting, late, refused } = status;
  const place = vault === null ? 'in the ledger only (no vault)' : `s3://${vault}`;
  const waits = waiting && `${waiting.cases} case(s) wait since ${waiting.since}${late ? ': LATE' : ''}`;
  return [
    `seals     ${place}  newest ${newest ?? 'none'}  ${waits ?? 'nothing waits'}`,
    ...(isInAttackedAccount
      ? ['seals     THE VAULT IS IN THE ACCOUNT UNDER ATTACK: whoever owns that can end it. See docs/vault.md']
      : []),
    ...refused.map((one) => `seals     NOT SEALED ANY MORE: ${one.case}: ${one.reason}`),
  ];
};
