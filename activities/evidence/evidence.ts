import type { EvidenceActivities, VerifyProgress } from '../../workflows/contract/custody.js';
import type { Workplace } from '../engine/context.js';
import { whileBeating } from '../engine/heartbeat.js';
import { admit } from './admit.js';
import { handOut } from './fetch-evidence.js';
import { verifyItems } from './verify-evidence.js';

/** What these activities ask of AWS in the account under attack; the vault's role has the rest. */
export const evidencePermissions: readonly string[] = [
  'ec2:DescribeLockedSnapshots',
  'ec2:DescribeSnapshots',
  'ec2:DescribeVolumes',
  'sts:AssumeRole',
];

/** Verifying and handing out what was collected. */
export const evidenceActivities = (workplace: Workplace): EvidenceActivities => ({
  'evidence.verify': ({ signed }) => {
    let progress: VerifyProgress | undefined;
    return whileBeating(
      async () => verifyItems(workplace, await admit(workplace, signed, 'verify'), (told) => void (progress = told)),
      () => progress,
    );
  },

  'evidence.fetch': async ({ signed }) => handOut(workplace, await admit(workplace, signed, 'fetch')),
});
