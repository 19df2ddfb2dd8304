import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { until } from '../../support/aws.js';
import { CaptureSite } from '../fixtures/capture-site.js';
import { keyIn, keyOf } from '../fixtures/capture.js';
import { whileTimePasses } from '../fixtures/time.js';

let site: CaptureSite;
beforeAll(async () => {
  site = await CaptureSite.open();
}, 60_000);
afterEach(() => site.office.aws.admin.clearFaults());
afterAll(() => site.office.close());

describe('a capture of memory on Linux', () => {
  it('brings the whole image into the vault, where it is locked, held, and hashes to what is on record', async () => {
    const capture = await site.begin();
    await capture.apply();
    const [image] = await capture.evidence('memory-image');
    const content = await site.view.bytesOf(keyIn(image));
    expect(content.subarray(0, 4).toString('latin1')).toBe('EMiL');
    expect(image).toMatchObject({
      state: 'locked',
      method: expect.stringMatching(/^avml by ssm:SendCommand .*, parts checked by s3:UploadPart \(SHA-256\)$/),
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      details: {
        bucket: site.view.bucket,
        lockMode: 'GOVERNANCE',
        legalHold: 'ON',
        tool: 'avml 0.19.0',
        toolSha256: site.office.clients.vault?.tools.avml?.sha256,
        trust: expect.stringContaining('does not prove'),
      },
    });
    const intents = await site.office.entries(capture.job, 'intent');
    const asked = (operation: string) => intents.find(({ body }) => body.operation === operation)?.body.input;
    expect(asked('CreateMultipartUpload')).toMatchObject({
      ObjectLockMode: 'GOVERNANCE',
      ChecksumAlgorithm: 'SHA256',
    });
    const hashes = z.array(z.string()).parse(image?.details?.['partHashes']);
    const Parts = hashes.map((hash) => ({ ChecksumSHA256: Buffer.from(hash, 'hex').toString('base64') }));
    expect(asked('CompleteMultipartUpload')).toMatchObject({ IfNoneMatch: '*', MultipartUpload: { Parts } });
    const days = (Date.parse(image?.details?.['retainUntil'] as string) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    await expect(capture.verify()).resolves.toEqual({ holds: true });
    const [verified] = await site.office.entries(capture.job, 'verification');
    expect(verified?.body.facts.join('\n')).toMatch(/avml: taken[\s\S]*diagnostic-interrupt: not taken/);
  }, 60_000);

  it('shows how far the upload is', async () => {
    const capture = await site.begin();
    const { admin } = site.office.aws;
    const said = async (): Promise<string> => (await capture.notes()).join('\n');
    // Time stands still once a part has arrived, until that was seen.
    await admin.setScale(0);
    const { done } = site.office.begin(capture.job, capture.planned, 'captureMemory', 'apply');
    await until('a part', async () => {
      await admin.advanceClock(500);
      return (await site.view.arrived()) > 0 ? true : undefined;
    });
    await until('progress', async () => ((await said()).includes('MiB in the vault') ? true : undefined));
    await whileTimePasses(site.office.aws, done);
    await admin.setScale(1);
    expect(await said()).toMatch(/\d of \d part\(s\), \d+ of \d+ MiB in the vault, [\d.]+ MiB\/s/);
  }, 60_000);

  it('keeps the evidence volume off the host, encrypted, and on record', async () => {
    const capture = await site.begin();
    await capture.apply();
    const [volume, ...more] = await site.view.volumesOf(capture);
    expect(more).toEqual([]);
    expect(volume).toMatchObject({ State: 'available', Encrypted: true });
    expect((await capture.evidence('memory-volume'))[0]).toMatchObject({ id: volume?.VolumeId, state: 'kept' });
  }, 60_000);

  it('deletes the evidence volume where that was chosen, after the image was read back', async () => {
    const capture = await site.begin('delete');
    await capture.apply();
    expect(await site.view.volumesOf(capture)).toEqual([]);
    expect(await capture.evidence('memory-volume')).toEqual([]);
  }, 60_000);

  it('leaves nothing in the ledger by which anybody could read or write the vault', async () => {
    const capture = await site.begin();
    await capture.apply();
    const key = keyOf(await site.office.entries(capture.job, 'intent'));
    const manifest = (await site.view.bytesOf(key.replace(/image$/, 'parts'))).toString();
    const secrets = [...manifest.matchAll(/X-Amz-(?:Signature|Security-Token)=([^&"]+)/g)].map(([, value]) => value);
    expect(new Set(secrets).size).toBeGreaterThan(4);
    const kept = readdirSync(site.office.folder).map((name) => readFileSync(join(site.office.folder, name), 'latin1'));
    for (const secret of secrets) for (const text of kept) expect(text.includes(secret ?? '-')).toBe(false);
    expect(kept.some((text) => text.includes('X-Amz-Signature=(not-recorded)'))).toBe(true);
    const roles = (await site.office.entries(capture.job, 'call')).filter(
      ({ body }) => body.operation === 'AssumeRole',
    );
    expect(roles.length).toBeGreaterThan(1);
    expect(JSON.stringify(roles)).not.toMatch(/SecretAccessKey|SessionToken/);
  }, 60_000);
});
