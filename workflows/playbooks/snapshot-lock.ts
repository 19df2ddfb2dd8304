import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../contract/failures.js';
import type { JsonObject } from '../contract/json.js';
import type { PlaybookInput } from '../contract/playbook.js';

/** How long AWS lets a snapshot be locked, in days ("LockSnapshot", Amazon EC2 API reference). */
const longest = 36_500;
const usual = '30';

/** The inputs of every playbook that locks the snapshots it makes. */
export const lockInputs: readonly PlaybookInput[] = [
  {
    name: 'lock',
    title: 'Lock the snapshots against deletion',
    kind: 'choice',
    required: false,
    options: ['governance', 'none'],
  },
  { name: 'lockDays', title: `For how many days (${usual} unless said)`, kind: 'text', required: false },
];

/** The lock that the inputs ask for. Compliance mode is not among them: nobody can take it back. */
export const snapshotLock = (
  input: JsonObject,
): { readonly lock: 'governance' | 'none'; readonly lockDays: number } => {
  const given = input['lockDays'] ?? usual;
  const lockDays = typeof given === 'string' && /^[1-9]\d{0,4}$/.test(given.trim()) ? Number(given) : 0;
  if (lockDays < 1 || lockDays > longest)
    throw ApplicationFailure.nonRetryable(
      `lockDays must be a number of days from 1 to ${longest}.`,
      failureTypes.badInput,
    );
  return { lock: input['lock'] === 'none' ? 'none' : 'governance', lockDays };
};
