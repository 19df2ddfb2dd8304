import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readingFor } from '../../../activities/aws/attempt.js';
import type { Vault } from '../../../activities/aws/vault.js';
import { partsManifest, readAddress } from '../../../activities/s3/vault-uploads.js';
import { managedHosts } from '../fixtures/managed-hosts.js';
import { Office, type Job } from '../fixtures/office.js';
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

  it('signs addresses for parts that ask for no checksum which a host cannot know', async () => {
    const lines = (await inJob(() => partsManifest(vault, 'image', 'upload', 3))).toString().trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { part: number }).part)).toEqual([1, 2, 3]);
    for (const line of lines) expect(line).not.toMatch(/checksum/i);
  });
});
