import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { AbortMultipartUploadCommand, PutObjectCommand, PutObjectRetentionCommand } from '@aws-sdk/client-s3';
import { SSMClient, ListCommandsCommand } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/aws.js';
import { CaptureSite } from '../fixtures/capture-site.js';
import { capturing, keyIn, keyOf } from '../fixtures/capture.js';
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
    const { id } = await admin.addFault({ match: { operation: 'PutObjectLegalHold' }, kind: 'hang-before-effect' });
    const captured = capture.apply();
    captured.catch(() => undefined);
    await until(
      'the hold',
      async () => (await admin.faults()).find((one) => one.id === id)?.waiting || undefined,
      50_000,
    );
    const Key = keyOf(await site.office.entries(capture.job, 'intent'));
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
    const before = new Set((await site.view.uploads()).map(({ UploadId }) => UploadId));
    const captured = capture.apply(1, 200);
    for (let waited = 0; waited < 200 && (await seen('SendCommand')).length === 0; waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const mine = (await site.view.uploads()).find(({ UploadId }) => !before.has(UploadId));
    await site.view.s3.send(
      new AbortMultipartUploadCommand({
        Bucket: site.view.bucket,
        Key: mine?.Key ?? '',
        UploadId: mine?.UploadId ?? '',
      }),
    );
    await captured;
    expect((await capture.notes()).join('\n')).toMatch(/try 1 of 2 ended in upload: part \d/);
    expect(await seen('SendCommand')).toHaveLength(2);
    expect(await capture.evidence('memory-image')).toHaveLength(1);
    const { Commands = [] } = await new SSMClient(site.office.aws.config).send(
      new ListCommandsCommand({ InstanceId: instanceId }),
    );
    expect(new Set(Commands.map(({ Comment }) => Comment)).size).toBe(3);
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

  it('ends its script, its upload and its disk when a person says stop', async () => {
    const instanceId = await site.hosts.host();
    const capture = await capturing(site.office, instanceId);
    const open = await openUploads();
    const seen = await site.office.watch();
    const running = site.office.begin(capture.job, capture.planned, 'captureMemory', 'apply');
    const stopped = whileTimePasses(site.office.aws, running.done, 200);
    stopped.catch(() => undefined);
    for (let waited = 0; waited < 200 && (await seen('SendCommand')).length === 0; waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    running.stop();
    await expect(stopped).rejects.toMatchObject({ name: 'CancelledFailure' });
    expect(await seen('CancelCommand')).toHaveLength(1);
    expect(await openUploads()).toBe(open);
    expect(await attachedTo(instanceId)).toBe(1);
  }, 60_000);
});
