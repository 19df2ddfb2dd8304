import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import type { Vault } from '../aws/vault.js';
import { retention, uploadIds } from '../s3/upload-calls.js';
import { findUpload, listParts, partsManifest, readAddress } from '../s3/vault-uploads.js';
import { keysOf, markOf, scriptValues, seconds, type CaptureFacts, type Try } from './capture-calls.js';
import { hostReport, type HostReport } from './host-report.js';
import { commandEnd, sendOnce, type CommandEnd } from './run-command.js';

const mib = 2 ** 20;
/** S3 takes no part but the last under 5 MiB ("Amazon S3 multipart upload limits"). */
const smallestPart = 8 * mib;
const largestPart = 5 * 1024 * mib;
/** AWS shows the first 24,000 characters of what a command prints: so many lines of parts, and the result, are in them. */
const mostParts = 128;

/** After that long AWS itself should have said how a command ended. */
const longest = (seconds.delivery + seconds.execution + 600) * 1_000;

/** How an image of up to `bytes` is cut: parts of that size, and how many addresses there must be. */
export const cut = (bytes: number): { readonly partSize: number; readonly parts: number } => {
  // An image is a little larger than the memory that is counted: headers, and ranges that the system keeps for itself.
  const most = Math.ceil(bytes * 1.1) + 16 * mib;
  const partSize = Math.max(smallestPart, Math.ceil(most / mostParts / mib) * mib);
  if (partSize > largestPart)
    throw failure(failureTypes.failed, `${bytes} bytes of memory are more than one capture can send.`);
  return { partSize, parts: Math.ceil(most / partSize) };
};

/** What a try is carried out with. */
export type TryOrder = {
  readonly instanceId: string;
  readonly facts: CaptureFacts;
  readonly number: Try;
  readonly bytes: number;
  readonly device: string;
};

/** A try whose script has ended. */
export type TryEnd = { readonly uploadId: string; readonly end: CommandEnd; readonly report: HostReport };

const begun = z.object({ UploadId: z.string() });

/**
 * One try: an upload is begun, the host is sent its script with addresses for the parts, and what it does is watched in
 * the vault, because Systems Manager shows nothing before the end. Each of these happens once, whatever is lost between.
 */
export const runTry = async (aws: Aws, vault: Vault, order: TryOrder): Promise<TryEnd> => {
  const { instanceId, facts, number, bytes, device } = order;
  const keys = keysOf(facts, number);
  const ids = uploadIds(number);
  const { UploadId: uploadId } = begun.parse(
    await aws.create(
      ids.begin,
      (since) => findUpload(vault, keys.image, since),
      async () => retention(vault),
    ),
  );
  const { partSize, parts } = cut(bytes);
  const command = await sendOnce(aws, `send/${number}`, instanceId, markOf(facts, number), async () => {
    await aws.make(ids.manifest, { Body: await partsManifest(vault, keys.image, uploadId, parts) });
    const manifest = await readAddress(vault, keys.manifest);
    const tool = await readAddress(vault, facts.tool?.key ?? '');
    return scriptValues(facts, number, { manifestUrl: manifest.url, toolUrl: tool.url, partSize, device });
  });
  const started = Date.now();
  for (let pause = 1_000; ; pause = Math.min(15_000, pause * 1.25)) {
    const end = await commandEnd(aws, command, instanceId);
    if (end) return { uploadId, end, report: hostReport(end) };
    const arrived = (await listParts(vault, keys.image, uploadId)) ?? [];
    await aws.progress(
      sayArrived(
        arrived.reduce((sum, one) => sum + (one.Size ?? 0), 0),
        arrived.length,
        started,
      ),
    );
    if (Date.now() - started > longest)
      throw failure(
        failureTypes.failed,
        `Systems Manager does not say how the script on ${instanceId} ended: the host may be cut off.`,
        'Disks and everything else of the run are not held up by it.',
      );
    await aws.wait(pause);
  }
};

const sayArrived = (bytes: number, parts: number, started: number): string => {
  if (parts === 0) return 'the host is at work; no part has arrived in the vault yet';
  const rate = bytes / mib / Math.max(1, (Date.now() - started) / 1_000);
  return `${parts} part(s), ${Math.round(bytes / mib)} MiB in the vault, ${rate.toFixed(rate < 10 ? 1 : 0)} MiB/s`;
};
