import { CreateMultipartUploadCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readingFor } from '../../../activities/aws/attempt.js';
import type { Vault } from '../../../activities/aws/vault.js';
import { checksumOf, partsManifest, readAddress } from '../../../activities/s3/vault-uploads.js';
import { sha256Of } from '../fixtures/linux-host.js';
import { managedHosts } from '../fixtures/managed-hosts.js';
import { Office, type Job } from '../fixtures/office.js';
import { vaultView } from '../fixtures/vault-view.js';
import { withVault } from '../fixtures/vault.js';

let office: Office;
let job: Job;
let vault: Vault;
beforeAll(async () => {
  office = await Office.open(withVault('probeMemory', 'captureMemory'));
  job = await office.job(await (await managedHosts(office.aws)).host());
  if (!office.clients.vault) throw new Error('there is no vault');
  vault = office.clients.vault;
}, 60_000);
afterAll(() => office.close());

const inJob = <T>(work: () => Promise<T>): Promise<T> => office.clients.during(readingFor(job), work);
const toolKey = (): string => vault.tools.avml?.key ?? '';

describe('a session of the vault', () => {
  it('touches the object it was made for and no other', async () => {
    const read = (of: string, Key: string) => inJob(() => vault.object(of).getObject({ Bucket: vault.bucket, Key }));
    await expect(read(toolKey(), toolKey())).resolves.toBeDefined();
    await expect(read('mine', toolKey())).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(read(toolKey(), 'mine')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is on record with its policy, and without its secrets', async () => {
    await inJob(() => vault.object('on-record').listMultipartUploads({ Bucket: vault.bucket }));
    const calls = (await office.entries(job, 'call')).filter(({ body }) => body.operation === 'AssumeRole');
    const [call] = calls.filter(({ body }) => JSON.stringify(body.input).includes('on-record'));
    expect(call?.body).toMatchObject({ service: 'sts', outcome: 'ok', target: vault.roleArn });
    expect(JSON.stringify(calls)).not.toMatch(/SessionToken|SecretAccessKey/);
  });

  it('writes nothing that is not part of a signed plan', async () => {
    const write = inJob(() => vault.object('mine').putObject({ Bucket: vault.bucket, Key: 'mine', Body: 'x' }));
    await expect(write).rejects.toMatchObject({ type: 'NotAuthorized' });
  });

  it('signs addresses that work without credentials, for that object alone', async () => {
    const { url } = await inJob(() => readAddress(vault, toolKey()));
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url.replace(toolKey(), 'tools/other'))).status).toBe(403);
    expect(url.startsWith(`${await vault.address(toolKey())}?`)).toBe(true);
  });

  it('signs addresses for parts that take the bytes they were signed for, and no others', async () => {
    const { s3, bucket } = vaultView(office);
    const body = Buffer.from('what the host has hashed');
    const other = Buffer.from('what somebody put there since');
    const upload = await s3.send(
      new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'image', ChecksumAlgorithm: 'SHA256' }),
    );
    const where = { Bucket: bucket, Key: 'image', UploadId: upload.UploadId ?? '' };
    const part = { part: 1, bytes: body.length, sha256: sha256Of(body) };
    const manifest = await inJob(() => partsManifest(vault, 'image', where.UploadId, [part]));
    const line = z
      .object({ part: z.literal(1), sha256: z.string(), url: z.string() })
      .parse(JSON.parse(manifest.toString()));
    const put = async (bytes: Buffer, checksum?: string): Promise<readonly [number, string | undefined]> => {
      const headers = checksum === undefined ? {} : { 'x-amz-checksum-sha256': checksum };
      const answer = await fetch(line.url, { method: 'PUT', body: new Uint8Array(bytes), headers });
      return [answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]];
    };
    expect(await put(body)).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await put(other, checksumOf(sha256Of(other)))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await put(other, line.sha256)).toEqual([400, 'BadDigest']);
    expect((await s3.send(new ListPartsCommand(where))).Parts ?? []).toEqual([]);
    expect(await put(body, line.sha256)).toEqual([200, undefined]);
    expect((await s3.send(new ListPartsCommand(where))).Parts).toMatchObject([{ ChecksumSHA256: line.sha256 }]);
  });
});
