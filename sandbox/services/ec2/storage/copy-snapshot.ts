import type { CopySnapshotRequest, CopySnapshotResult } from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../../operation.js';
import { encryptionFor, keyProblem } from './ebs-keys.js';
import { spendFailure } from './snapshot-faults.js';
import { findVisibleSnapshot } from './snapshot-finders.js';
import { checkCopyLimit } from './snapshot-limits.js';
import { beginSnapshot, refuseIncomplete } from './snapshot-states.js';
import type { Encryption, SnapshotRecord } from './storage-records.js';
import { arnOf, tagList, tagNew } from '../tags.js';

// "vol-ffffffff": AWS's arbitrary volume id of every copy, which stands for no volume.
const NO_VOLUME = 'vol-ffffffff';

const sourceOf = (call: Call, { SourceRegion = '' }: CopySnapshotRequest): Place => ({
  world: call.world,
  account: call.account,
  region: SourceRegion,
});

/** The key goes with a copy only within the account and Region; elsewhere the default key takes over. */
const inherited = (call: Call, from: Place, source: SnapshotRecord): Encryption =>
  from.region === call.region && source.ownerId === call.account
    ? { encrypted: source.encrypted, ...(source.kmsKeyId !== undefined && { kmsKeyId: source.kmsKeyId }) }
    : { encrypted: source.encrypted };

const checkMinutes = (minutes: number | undefined): void => {
  if (minutes !== undefined && (minutes % 15 !== 0 || minutes < 15 || minutes > 2880))
    throw new AwsFailure(
      'InvalidParameterValue',
      'CompletionDurationMinutes must be between 15 and 2880, in steps of 15.',
    );
};

/** CopySnapshot, called in the Region that the copy is made in. */
export const copySnapshotOperations: Operations = {
  CopySnapshot: operation<CopySnapshotRequest, CopySnapshotResult>(
    (call, input) => {
      const from = sourceOf(call, input);
      const source = findVisibleSnapshot(from, input.SourceSnapshotId ?? '');
      refuseIncomplete(from, source);
      checkMinutes(input.CompletionDurationMinutes);
      checkCopyLimit(call);
      const encryption = encryptionFor(call, input, inherited(call, from, source));
      const row = beginSnapshot(call, {
        volumeId: NO_VOLUME,
        size: source.size,
        ...encryption,
        description: input.Description ?? '',
        copy: true,
        ...(input.CompletionDurationMinutes !== undefined && { completionMinutes: input.CompletionDurationMinutes }),
        problem:
          keyProblem({ ...call, region: from.region }, source.kmsKeyId, 'kms:Decrypt') ??
          keyProblem(call, encryption.kmsKeyId, 'kms:GenerateDataKeyWithoutPlaintext'),
      });
      spendFailure(call);
      tagNew(call, row.id, 'snapshot', input.TagSpecifications);
      return { SnapshotId: row.id, Tags: tagList(call, row.id) };
    },
    (call, input) => [
      {
        action: 'ec2:CopySnapshot',
        resources: [
          arnOf(call, 'snapshot', '*'),
          arnOf(sourceOf(call, input), 'snapshot', input.SourceSnapshotId ?? ''),
        ],
      },
    ],
  ),
};
