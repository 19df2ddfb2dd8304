import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import {
  AbortMultipartUploadCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { ListCommandInvocationsCommand, ListCommandsCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/aws.js';
import { CaptureSite } from '../fixtures/capture-site.js';
import { capturing, keyIn, keyOf, type Capture } from '../fixtures/capture.js';
import { managedHosts } from '../fixtures/managed-hosts.js';
import { Office } from '../fixtures/office.js';
import { whileTimePasses } from '../fixtures/time.js';
import { tool } from '../fixtures/vault.js';

const windows = 'ami-0f1eb4ea0000000c1';
const arm = { ImageId: 'ami-0f1eb4ea0000000a2', InstanceType: 't4g.micro' } as const;

let site: CaptureSite;
beforeAll(async () => {
  site = await CaptureSite.open();
}, 60_000);
afterEach(() => site.office.aws.admin.clearFaults());
afterAll(() => site.office.close());

/** Begins a capture, and holds it where it is about to make that call; `key` is that of its image. */
const heldAt = async (
  operation: string,
  capture: Capture,
): Promise<{ readonly captured: Promise<unknown>; readonly key: string }> => {
  const { admin } = site.office.aws;
  const { id } = await admin.addFault({ match: { operation }, kind: 'hang-before-effect' });
  const captured = capture.apply();
  captured.catch(() => undefined);
  await admin.untilHit(id, 50_000);
  return { captured, key: keyOf(await site.office.entries(capture.job, 'intent')) };
};

const openUploads = async (): Promise<number> => (await site.view.uploads()).length;
const attachedTo = async (instanceId: string): Promise<number> => {
  const filter = { Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }] };
  const { Volumes = [] } = await site.office.aws.ec2.send(new DescribeVolumesCommand(filter));
  return Volumes.filter(({ Attachments }) => Attachments?.some(({ State }) => State !== 'detaching')).length;
};

describe('a capture that is not possible', () => {
  it('says why, where Systems Manager does not reach the host, and is no reason to wait', async () => {
    const instance = await site.hosts.launch();
    await site.office.aws.admin.advanceClock(5 * 60_000);
    const capture = await capturing(site.office, instance.InstanceId ?? '');
    const seen = await site.office.watch();
    await expect(capture.apply()).rejects.toMatchObject({
      type: 'Failed',
      nonRetryable: true,
      message: expect.stringMatching(/No memory .* was captured\. avml: not taken: .* is no managed node/),
    });
    expect(await seen('CreateVolume')).toEqual([]);
    const steps = capture.planned.stages.flatMap(({ tracks }) => tracks.flatMap(({ steps: all = [] }) => all));
    expect(steps.map(({ blocking }) => blocking)).toEqual([false, false]);
  });

  it('says why on Graviton, and plans no call there', async () => {
    const capture = await capturing(site.office, await site.hosts.host(arm));
    await expect(capture.apply()).rejects.toMatchObject({
      message: expect.stringContaining('AVML is built for x86_64'),
    });
  });

  it('is refused when it is planned, where no vault is configured', async () => {
    const without = await Office.open();
    try {
      const job = await without.job(await (await managedHosts(without.aws)).host());
      without.inputs.set('captureMemory', { from: 'probe', evidenceVolume: 'keep' });
      await expect(without.plan(job, 'captureMemory')).rejects.toMatchObject({
        type: 'Refused',
        details: [expect.stringContaining('vault.bucket')],
      });
    } finally {
      await without.close();
      process.env['AWS_ENDPOINT_URL'] = site.office.aws.url;
    }
  }, 60_000);
});

describe('a capture on Windows', () => {
  it('brings the dumps of earlier crashes into the vault, and says that live memory was not taken', async () => {
    const capture = await capturing(
      site.office,
      await site.hosts.host({ ImageId: windows, InstanceType: 't3.medium' }),
    );
    await capture.apply();
    const [dumps] = await capture.evidence('crash-dumps');
    expect(dumps?.details).toMatchObject({ files: expect.arrayContaining(['C:\\Windows\\MEMORY.DMP']) });
    const content = await site.view.bytesOf(keyIn(dumps));
    expect(content.subarray(0, 2).toString()).toBe('PK');
    expect(content.length).toBe(dumps?.bytes);
    await capture.verify();
    const [verified] = await site.office.entries(capture.job, 'verification');
    expect(verified?.body.facts.join('\n')).toMatch(/live-ram: not taken: .*pinned by its hash/);
  }, 60_000);
});

describe('a capture whose lock is not what was signed', () => {
  it('is no evidence: an image that somebody locked for a shorter time on its way is said to be that', async () => {
    const { admin } = site.office.aws;
    const capture = await capturing(site.office, await site.hosts.host());
    const { captured, key: Key } = await heldAt('PutObjectLegalHold', capture);
    await site.view.s3.send(
      new PutObjectRetentionCommand({
        Bucket: site.view.bucket,
        Key,
        BypassGovernanceRetention: true,
        Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + 86_400_000) },
      }),
    );
    await admin.clearFaults();
    await expect(captured).rejects.toMatchObject({
      type: 'DoesNotHold',
      message: expect.stringContaining('not locked'),
    });
    expect(await capture.evidence('memory-image')).toEqual([]);
  }, 90_000);
});

describe('a capture that goes wrong on the host', () => {
  it('is tried once more where the way to the vault failed, with another upload and another mark', async () => {
    const instanceId = await site.hosts.host();
    const capture = await capturing(site.office, instanceId);
    const seen = await site.office.watch();
    const { captured, key } = await heldAt('PutObject', capture);
    const mine = (await site.view.uploads()).find(({ Key }) => Key === key);
    await site.view.s3.send(
      new AbortMultipartUploadCommand({ Bucket: site.view.bucket, Key: key, UploadId: mine?.UploadId ?? '' }),
    );
    await site.office.aws.admin.clearFaults();
    await captured;
    expect((await capture.notes()).join('\n')).toMatch(/try 1 of 2 ended in upload: part 1 /);
    expect(await seen('SendCommand')).toHaveLength(4);
    expect(await capture.evidence('memory-image')).toHaveLength(1);
    const { Commands = [] } = await new SSMClient(site.office.aws.config).send(
      new ListCommandsCommand({ InstanceId: instanceId }),
    );
    expect(new Set(Commands.map(({ Comment }) => Comment)).size).toBe(5);
  }, 60_000);

  it('is refused by S3 where the dump was changed after it was hashed, and is tried once more', async () => {
    const instanceId = await site.hosts.host();
    const capture = await capturing(site.office, instanceId);
    const { captured, key } = await heldAt('CreateMultipartUpload', capture);
    const [nonce = ''] = key.split('/');
    const ssm = new SSMClient(site.office.aws.config);
    const commands = [`shred /run/${nonce}/${nonce}-1.lime`];
    const InstanceIds = [instanceId];
    const sent = await ssm.send(
      new SendCommandCommand({ InstanceIds, DocumentName: 'AWS-RunShellScript', Parameters: { commands } }),
    );
    await until('the dump is changed', async () => {
      const { CommandInvocations = [] } = await ssm.send(
        new ListCommandInvocationsCommand({ CommandId: sent.Command?.CommandId ?? '' }),
      );
      return CommandInvocations.some(({ Status }) => Status === 'Success') || undefined;
    });
    await site.office.aws.admin.clearFaults();
    await captured;
    expect((await capture.notes()).join('\n')).toMatch(/try 1 of 2 ended in upload: part 1 .*returned error: 400/);
    const [image, ...more] = await capture.evidence('memory-image');
    expect([keyIn(image), more]).toEqual([`${nonce}/2/image`, []]);
    const { Versions = [] } = await site.view.s3.send(
      new ListObjectVersionsCommand({ Bucket: site.view.bucket, Prefix: `${nonce}/1/image` }),
    );
    expect(Versions).toEqual([]);
  }, 60_000);

  it('is not tried again where the tool is not what was signed; nothing is left running', async () => {
    const instanceId = await site.hosts.host();
    const capture = await capturing(site.office, instanceId);
    const open = await openUploads();
    const key = site.office.clients.vault?.tools.avml?.key ?? '';
    const put = (body: Buffer) =>
      site.view.s3.send(
        new PutObjectCommand({ Bucket: site.view.bucket, Key: key, Body: body, ChecksumAlgorithm: 'SHA256' }),
      );
    await put(Buffer.from('something else'));
    try {
      await expect(capture.apply()).rejects.toMatchObject({
        type: 'Failed',
        message: expect.stringContaining('tool-hash'),
      });
    } finally {
      await put(tool);
    }
    expect(await openUploads()).toBe(open);
    expect(await attachedTo(instanceId)).toBe(1);
    expect(await capture.evidence('memory-volume')).toMatchObject([
      { details: { note: expect.stringContaining('did not reach') } },
    ]);
  }, 60_000);

  it.each([
    ['dumps', 1],
    ['sends', 2],
  ])(
    'ends the script that %s, its upload and its disk when a person says stop',
    async (_, count) => {
      const instanceId = await site.hosts.host();
      const capture = await capturing(site.office, instanceId);
      const open = await openUploads();
      const { admin } = site.office.aws;
      const seen = await site.office.watch();
      const running = site.office.begin(capture.job, capture.planned, 'captureMemory', 'apply');
      running.done.catch(() => undefined);
      await admin.setScale(0);
      // Time goes on only until the script was sent.
      await until(
        'the script',
        async () => {
          if ((await seen('SendCommand')).length === count) return true;
          await admin.advanceClock(200);
          return undefined;
        },
        50_000,
      );
      running.stop();
      await until('the end of the script', async () => (await seen('CancelCommand')).length > 0 || undefined);
      await expect(whileTimePasses(site.office.aws, running.done)).rejects.toMatchObject({ name: 'CancelledFailure' });
      await admin.setScale(1);
      expect(await seen('CancelCommand')).toHaveLength(1);
      expect(await openUploads()).toBe(open);
      expect(await attachedTo(instanceId)).toBe(1);
    },
    60_000,
  );
});
