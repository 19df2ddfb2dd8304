import { writeFileSync } from 'node:fs';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type Part,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readingFor } from '../../../activities/aws/attempt.js';
import { checksumOf, partsManifest } from '../../../activities/s3/vault-uploads.js';
import { dumpReport, sendReport, type Dump } from '../../../activities/ssm/host-report.js';
import { CaptureSite } from '../fixtures/capture-site.js';
import { linuxHost, partSize } from '../fixtures/linux-host.js';
import type { Job } from '../fixtures/office.js';

let site: CaptureSite;
let job: Job;
beforeAll(async () => {
  site = await CaptureSite.open();
  job = await site.office.job(await site.hosts.host());
}, 60_000);
afterAll(() => site.office.close());

let host: ReturnType<typeof linuxHost>;
let dump: Dump;
let upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string };
let manifest: Buffer;
beforeEach(async () => {
  host = linuxHost();
  const report = dumpReport(await host.dump(), partSize);
  if ('error' in report) throw new Error(JSON.stringify(report));
  dump = report;
  const where = { Bucket: site.view.bucket, Key: `image-${Math.random()}` };
  const { UploadId = '' } = await site.view.s3.send(
    new CreateMultipartUploadCommand({
      ...where,
      ChecksumAlgorithm: 'SHA256',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date(Date.now() + 86_400_000),
    }),
  );
  upload = { ...where, UploadId };
  const { vault } = site.office.clients;
  if (!vault) throw new Error('there is no vault');
  manifest = await site.office.clients.during(readingFor(job), () =>
    partsManifest(vault, where.Key, UploadId, dump.parts),
  );
}, 30_000);
afterEach(async () => {
  host.close();
  await site.office.aws.admin.clearFaults();
});

const arrived = async (): Promise<readonly Part[]> =>
  (await site.view.s3.send(new ListPartsCommand(upload))).Parts ?? [];

describe('the script that sends, in a real shell', () => {
  it('brings the dump into the vault, of whose parts S3 has the hashes that the host reported', async () => {
    const ended = await host.send(manifest);
    expect([ended.code, sendReport(ended, dump.parts.length)]).toEqual([0, null]);
    const parts = await arrived();
    const hashes = dump.parts.map(({ sha256 }) => checksumOf(sha256));
    expect(parts.map(({ ChecksumSHA256 }) => ChecksumSHA256)).toEqual(hashes);
    const named = parts.map(({ PartNumber, ETag, ChecksumSHA256 }) => ({ PartNumber, ETag, ChecksumSHA256 }));
    await site.view.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: named } }));
    expect((await site.view.bytesOf(upload.Key)).equals(host.memory)).toBe(true);
    expect(host.isDumped()).toBe(false);
  });

  it('ends where S3 refuses a part whose bytes changed since they were hashed', async () => {
    const changed = Buffer.from(host.memory);
    changed.writeUInt8(changed.readUInt8(partSize) ^ 1, partSize);
    writeFileSync(host.dumpPath, changed);
    const ended = await host.send(manifest);
    expect(ended.code).toBe(18);
    expect(sendReport(ended, dump.parts.length)).toMatchObject({
      error: 'upload',
      detail: expect.stringMatching(/^part 2 .*returned error: 400/),
    });
    expect((await arrived()).map(({ PartNumber }) => PartNumber)).toEqual([1]);
  });

  it('is carried out once for a nonce: the second run tells what the first one did', async () => {
    const first = await host.send(manifest);
    const second = await host.send('');
    expect(first.code).toBe(0);
    expect(second).toEqual(first);
  });

  it('tries a part again when S3 is busy', async () => {
    const fault = { kind: 'error', status: 503, code: 'SlowDown' } as const;
    await site.office.aws.admin.addFault({ match: { operation: 'UploadPart', times: 2 }, ...fault });
    expect((await host.send(manifest)).code).toBe(0);
  }, 20_000);

  it('says so where there is no dump any more', async () => {
    host.close();
    host = linuxHost();
    const ended = await host.send(manifest);
    expect(ended.code).toBe(20);
    expect(sendReport(ended, dump.parts.length)).toMatchObject({ error: 'dump' });
  });
});
