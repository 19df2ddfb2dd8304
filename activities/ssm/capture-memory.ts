import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import { volumeCalls, volumeSize } from '../ec2/evidence-volume.js';
import { instanceId, readInstance } from '../ec2/instances.js';
import { isWindows } from '../ec2/platform.js';
import { kept, lockOf } from '../s3/conclude-upload.js';
import { usableVault } from '../s3/vault-check.js';
import { captureBreakage } from './capture-breakage.js';
import { tryCalls } from './capture-calls.js';
import { captureFacts, keysOf } from './capture-facts.js';
import { captureImage } from './capture-image.js';
import { probe, rung, sayRung } from './memory-facts.js';
import { pinDocument, scriptDocument } from './run-command.js';

const input = z.strictObject({ instanceId, from: z.string(), evidenceVolume: z.enum(['keep', 'delete']) });
const output = z.strictObject({ kept, rungs: z.array(rung), volume: z.string().nullable() });

const readType = async (aws: Aws, type: string): Promise<{ readonly memory: number; readonly nitro: boolean }> => {
  const { InstanceTypes } = await aws.once(`DescribeInstanceTypes ${type}`, () =>
    reading('ec2:DescribeInstanceTypes', type, () => aws.ec2.describeInstanceTypes({ InstanceTypes: [type as never] })),
  );
  const [found] = InstanceTypes ?? [];
  return { memory: (found?.MemoryInfo?.SizeInMiB ?? 0) * 2 ** 20, nitro: found?.Hypervisor !== 'xen' };
};

/**
 * Captures memory by the best way that the probe found possible, into the evidence vault: on Linux with AVML, over an
 * evidence volume, so that the host's own disks are not written to; on Windows what earlier crashes left. Every call of
 * every try is planned and signed; which of them are made is decided by the probe's answer. Best-effort: a host that
 * cannot be captured leaves a red line with the reason for each way, and the run goes on.
 */
export const captureMemory = action({
  name: 'captureMemory',
  title: 'Capture the memory of an instance into the vault',
  effect: 'collect',
  blocking: false,
  patience: 'hours',
  input,
  facts: captureFacts,
  output,
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeVolumes',
    'ec2:CreateVolume',
    'ec2:CreateTags',
    'ec2:AttachVolume',
    'ec2:DetachVolume',
    'ec2:DeleteVolume',
    'ssm:DescribeDocument',
    'ssm:ListCommands',
    'ssm:GetCommandInvocation',
    'ssm:SendCommand',
    'ssm:CancelCommand',
    'sts:AssumeRole',
  ],

  async plan(aws, { instanceId: id, evidenceVolume }, { nonce }) {
    const { instance, owner } = await readInstance(aws, id);
    const windows = isWindows(instance);
    const key = keysOf({ nonce }, 1).image;
    const vault = await usableVault(aws, key);
    const type = await readType(aws, instance.InstanceType ?? '');
    const tool = (windows ? vault.tools.ec2rescue : vault.tools.avml) ?? null;
    const facts = {
      nonce,
      windows,
      zone: instance.Placement?.AvailabilityZone ?? '',
      nitro: type.nitro,
      document: await pinDocument(aws, scriptDocument(windows)),
      tool,
      base: (await vault.address(key)).slice(0, -key.length),
    };
    // AVML is built for x86_64 alone: elsewhere there is nothing to sign.
    const possible = tool !== null && (windows || instance.Architecture === 'x86_64');
    const disk = { ...facts, size: volumeSize(type.memory), discard: evidenceVolume === 'delete' };
    const calls: readonly PlannedCall[] = possible
      ? [...(windows ? [] : volumeCalls(id, disk)), ...tryCalls(vault, id, facts)]
      : [];
    return {
      owner,
      kind: 'instance',
      calls,
      targetState: {
        memory: `in ${vault.bucket}, locked (${vault.lockMode}) for ${vault.retainDays} days and held`,
        tool: tool ? `${windows ? 'EC2Rescue' : 'AVML'} ${tool.version}, SHA-256 ${tool.sha256}` : 'none',
      },
      reversible: false,
      summary: windows
        ? `collect the dumps of earlier crashes of ${id} into ${vault.bucket}: this is not its memory of now`
        : `capture the memory of ${id} into ${vault.bucket}, over an evidence volume of ${disk.size} GiB`,
      blastRadius: captureBreakage(id, windows, type.memory, evidenceVolume),
      facts,
    };
  },

  async apply(aws, { input: { instanceId: id, from, evidenceVolume }, facts, calls }) {
    const found = probe.nullable().parse(await aws.outputOf(from));
    const rungs = found?.rungs ?? [];
    const { vault } = aws;
    const taken = rungs.find((one) => one.possible);
    if (!vault || !found?.facts || !taken || calls.length === 0)
      throw failure(
        failureTypes.failed,
        `No memory of ${id} was captured. ${rungs.length > 0 ? rungs.map(sayRung).join('; ') : 'The host was not probed'}.`,
        'Disks and everything else of the run are not held up by it.',
      );
    const bytes =
      'dumps' in found.facts ? found.facts.dumps.reduce((sum, one) => sum + one.bytes, 0) : found.facts.memoryBytes;
    const { image, volume } = await captureImage(aws, vault, { instanceId: id, facts, bytes, evidenceVolume, taken });
    return { kept: image, rungs, volume };
  },

  async verify(aws, _plan, { kept: image, rungs }) {
    const lock = aws.vault ? await lockOf(aws.vault, image.key, image.versionId) : null;
    const holds = lock !== null && lock.lockMode === image.lockMode && lock.legalHold === 'ON';
    return {
      assurance: 'configured',
      holds: holds && lock.retainUntil >= image.retainUntil,
      facts: [
        `s3://${image.bucket}/${image.key} version ${image.versionId}: ${image.bytes} bytes, SHA-256 ${image.sha256}`,
        `locked (${lock?.lockMode}) until ${lock?.retainUntil}, legal hold ${lock?.legalHold}`,
        ...rungs.map((one) => (one.possible ? `${one.name}: taken` : sayRung(one))),
      ],
      notCut: [],
    };
  },
});
