import type { SealingStatus } from '../session/sealing.js';

/** How far the ledger is sealed, for people: a line, and one for each case that is not sealed any more. */
export const sealingText = (status: SealingStatus | null): readonly string[] => {
  if (status === null) return [];
  const { vault, newest, waiting, late, refused } = status;
  const place = vault === null ? 'in the ledger only (no vault)' : `s3://${vault}`;
  const waits = waiting && `${waiting.cases} case(s) wait since ${waiting.since}${late ? ': LATE' : ''}`;
  return [
    `seals     ${place}  newest ${newest ?? 'none'}  ${waits ?? 'nothing waits'}`,
    ...refused.map((one) => `seals     NOT SEALED ANY MORE: ${one.case}: ${one.reason}`),
  ];
};
