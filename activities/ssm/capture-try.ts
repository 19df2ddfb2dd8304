import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import type { Vault } from '../aws/vault.js';
import { retention, uploadIds } from '../s3/upload-calls.js';
import { findUpload, listParts, partsManifest, readAddress } from '../s3/vault-uploads.js';
import { longest, sendScriptOnce, type Task } from './capture-calls.js';
import { partSizeOf } from './capture-cut.js';
import { keysOf, type CaptureFacts, type Try } from './capture-facts.js';
import { dumpScript, sendScript } from './capture-scripts.js';
import { dumpReport, sendReport, type Dump, type Problem } from './host-report.js';
import { commandEnd, type CommandEnd } from './run-command.js';

/** What a try is carried out with. */
export type TryOrder = {
  readonly instanceId: string;
  readonly facts: CaptureFacts;
  readonly number: Try;
  readonly bytes: number;
  readonly device: string;
};

/** A try that came through: what was dumped and sent, and the host's times (RFC 3339). */
export type Sent = {
  readonly uploadId: string;
  readonly dump: Dump;
  readonly startedAt: string;
  readonly dumpedAt: string;
  readonly endedAt: string;
};

const begun = z.object({ UploadId: z.string() });

/**
 * One try. The host dumps its memory and says the SHA-256 of each part; each part gets an address that is signed for
 * these bytes alone; the host sends what it dumped. Each of these happens once, whatever is lost between: what the host
 * said is read again from Systems Manager, which keeps it for 30 days.
 */
export const runTry = async (aws: Aws, vault: Vault, order: TryOrder): Promise<Sent | Problem> => {
  const { instanceId, facts, number, bytes, device } = order;
  const partSize = partSizeOf(bytes);
  const dumping = await sendScriptOnce(aws, instanceId, facts, number, 'dump', async () => {
    const tool = await readAddress(vault, facts.tool?.key ?? '');
    return dumpScript(facts, number, { toolUrl: tool.url, partSize, device });
  });
  const dumped = await untilEnded(aws, 'dump', dumping, instanceId, async () => 'the host dumps and hashes');
  const dump = dumpReport(dumped, partSize);
  if ('error' in dump) return dump;

  const keys = keysOf(facts, number);
  const ids = uploadIds(number);
  const { UploadId: uploadId } = begun.parse(
    await aws.create(
      ids.begin,
      (since) => findUpload(vault, keys.image, since),
      async () => retention(vault),
    ),
  );
  const sending = await sendScriptOnce(aws, instanceId, facts, number, 'send', async () => {
    await aws.make(ids.manifest, { Body: await partsManifest(vault, keys.image, uploadId, dump.parts) });
    const manifest = await readAddress(vault, keys.manifest);
    return sendScript(facts, number, { manifestUrl: manifest.url, partSize, device });
  });
  const started = Date.now();
  const sent = await untilEnded(aws, 'send', sending, instanceId, async () => {
    const arrived = (await listParts(vault, keys.image, uploadId)) ?? [];
    const size = arrived.reduce((sum, one) => sum + (one.Size ?? 0), 0);
    return sayArrived(size, arrived.length, dump, started);
  });
  const { startedAt, endedAt: dumpedAt } = dumped;
  return sendReport(sent, dump.parts.length) ?? { uploadId, dump, startedAt, dumpedAt, endedAt: sent.endedAt };
};

/** Waits for a script to end. Systems Manager shows nothing of it before that: `say` tells how far it is. */
const untilEnded = async (
  aws: Aws,
  task: Task,
  command: string,
  instanceId: string,
  say: () => Promise<string>,
): Promise<CommandEnd> => {
  const started = Date.now();
  for (let pause = 1_000; ; pause = Math.min(15_000, pause * 1.25)) {
    const end = await commandEnd(aws, command, instanceId);
    if (end) return end;
    await aws.progress(await say());
    if (Date.now() - started > longest(task))
      throw failure(
        failureTypes.failed,
        `Systems Manager does not say how the script on ${instanceId} ended: the host may be cut off.`,
        'Disks and everything else of the run are not held up by it.',
      );
    await aws.wait(pause);
  }
};

const mib = 2 ** 20;

const sayArrived = (bytes: number, parts: number, { parts: all, done }: Dump, started: number): string => {
  if (parts === 0) return `the host sends ${all.length} part(s); none has arrived in the vault yet`;
  const rate = bytes / mib / Math.max(1, (Date.now() - started) / 1_000);
  return `${parts} of ${all.length} part(s), ${Math.round(bytes / mib)} of ${Math.round(done.bytes / mib)} MiB in the vault, ${rate.toFixed(rate < 10 ? 1 : 0)} MiB/s`;
};
