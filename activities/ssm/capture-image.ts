import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import type { Vault } from '../aws/vault.js';
import { attachVolume, detachVolume, settleVolume } from '../ec2/evidence-volume.js';
import { concludeUpload, type Kept } from '../s3/conclude-upload.js';
import { uploadIds } from '../s3/upload-calls.js';
import { captureEvidence, volumeEvidence } from './capture-evidence.js';
import { keysOf, tries, type CaptureFacts } from './capture-facts.js';
import { endTry, letGo } from './let-go.js';
import { runTry } from './capture-try.js';
import type { Rung } from './memory-facts.js';

/** What is captured of which host, and how. */
export type CaptureOrder = {
  readonly instanceId: string;
  readonly facts: CaptureFacts;
  readonly bytes: number;
  readonly evidenceVolume: 'keep' | 'delete';
  readonly taken: Rung;
};

/** What went wrong on the way to or from the host, and may go right the next time; the rest is the host's own. */
const passing = new Set(['manifest', 'tool', 'dump', 'upload', 'DeliveryTimedOut', 'Undeliverable', 'Terminated']);

/**
 * Captures by at most as many tries as were signed. A try that failed is cleaned up; an attempt that only lost its worker
 * goes on where it was. When a person stops it, the script is ended and the upload dropped; what is in the vault stays.
 */
export const captureImage = async (
  aws: Aws,
  vault: Vault,
  order: CaptureOrder,
): Promise<{ readonly image: Kept; readonly volume: string | null }> => {
  const { instanceId, facts } = order;
  try {
    // Once an image is put together the disk has done its work, and may be on its way off already.
    const concluded = await isConcluded(aws);
    const disk = facts.windows || concluded ? null : await attachVolume(aws, instanceId);
    const image = await captureByTries(aws, vault, order, disk && deviceOf(facts, disk));
    return { image, volume: await putAway(aws, order, image) };
  } catch (error) {
    if (isFinal(error)) await letGo(aws, instanceId);
    throw error;
  }
};

const isConcluded = async (aws: Aws): Promise<boolean> => {
  for (const number of tries) if (await aws.answerOf(uploadIds(number).complete)) return true;
  return false;
};

// What was never permitted is not cleaned up: whoever is at work there is not this run.
const isFinal = (error: unknown): boolean =>
  error instanceof CancelledFailure ||
  (error instanceof ApplicationFailure && error.nonRetryable === true && error.type !== failureTypes.unauthorised);

// On Nitro a disk is found by the id of its volume, whatever name it was attached under ("Amazon EBS volumes and NVMe").
const deviceOf = ({ nitro }: CaptureFacts, { volumeId, device }: { volumeId: string; device: string }): string =>
  nitro ? `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace('-', '')}` : device;

const captureByTries = async (aws: Aws, vault: Vault, order: CaptureOrder, device: string | null): Promise<Kept> => {
  const { instanceId, facts, bytes } = order;
  let why = '';
  for (const number of tries) {
    const ended = await runTry(aws, vault, { instanceId, facts, number, bytes, device: device ?? '' });
    if ('dump' in ended) {
      const { uploadId, dump } = ended;
      const image = await concludeUpload(aws, vault, number, {
        key: keysOf(facts, number).image,
        uploadId,
        parts: dump.parts,
        sha256: dump.done.sha256,
      });
      await aws.collected(captureEvidence(aws, order, image, ended));
      return image;
    }
    why = `${ended.error}: ${ended.detail}`;
    await aws.progress(`try ${number} of ${tries.length} ended in ${why}`);
    await endTry(aws, instanceId, number);
    if (!passing.has(ended.error)) break;
  }
  throw failure(
    failureTypes.failed,
    `The capture on ${instanceId} ended in ${why}.`,
    'Disks and everything else of the run are not held up by it. Look into the reason, then launch the playbook again.',
  );
};

/** The volume after its image is safe: off the host, and deleted or kept as was chosen. */
const putAway = async (aws: Aws, order: CaptureOrder, image: Kept): Promise<string | null> => {
  const volumeId = await detachVolume(aws, order.instanceId);
  if (!volumeId) return null;
  const discard = order.evidenceVolume === 'delete';
  await settleVolume(aws, volumeId, discard);
  if (discard) return null;
  const note = 'It is in the account under attack: what counts is the image in the vault.';
  await aws.collected(volumeEvidence(aws, order.instanceId, volumeId, { image: image.sha256, note }));
  return volumeId;
};
