import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { hashObject } from '../../../activities/evidence/hash-object.js';
import { download } from '../../../cli/session/download.js';
import { decrypt, freshKey } from '../../../ledger/evidence/encrypted.js';
import { accounts } from '../../../sandbox/gateway/accounts.js';
import { rootOf } from '../../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../../sandbox/gateway/world-files.js';
import { temporaryFolder } from '../../ledger/fixtures/temporary.js';
import { until } from '../../support/aws.js';
import { startCuttingProxy } from '../../support/cutting-proxy.js';
import { EvidenceRoom, type Kept } from '../fixtures/evidence-room.js';

const folder = temporaryFolder();
const content = Buffer.from(Array.from({ length: 2 ** 20 }, (_, index) => index % 251));
const sha256 = createHash('sha256').update(content).digest('hex');
const bytes = content.length;

let room: EvidenceRoom;
let kept: Kept;
beforeAll(async () => {
  room = await EvidenceRoom.open();
  kept = await room.keep(content);
}, 60_000);
afterAll(() => room.office.close());

/** The address that is handed out, as it is reached over another way. */
const addressOver = async (proxy: string): Promise<URL> => {
  const key = freshKey();
  const { request, answer } = await room.fetched(kept.id, key.publicKey);
  if (!answer.address) throw new Error('no address');
  const url = new URL(decrypt(key, request, answer.address));
  url.port = new URL(proxy).port;
  return url;
};

// How much of what was sent before a cut has arrived is the network's affair: that it is not asked for again is ours.
const goesOn = (ranges: readonly (string | undefined)[]): { readonly asked: number; readonly from: number } => {
  const from = ranges.map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? 'bytes=0-')?.[1]));
  from.reduce((before, next) => {
    expect(next).toBeGreaterThan(before);
    return next;
  });
  return { asked: from.length, from: from[0] ?? NaN };
};

it('the worker goes on hashing behind the last byte that arrived', async () => {
  const proxy = await startCuttingProxy(room.office.aws.url, { cuts: 2, bytes: 300_000 });
  const credentials = rootOf(worldFiles(room.office.aws.world).credentials, accounts.forensics);
  const s3 = new S3({ ...room.office.aws.config, endpoint: proxy.url, credentials, forcePathStyle: true });
  const where = { Bucket: room.bucket, Key: kept.key, VersionId: kept.versionId, size: bytes };
  const told: number[] = [];
  const { signal } = new AbortController();
  try {
    expect(await hashObject(s3, where, (at) => told.push(at), signal)).toEqual({ sha256, bytes });
    expect(goesOn(proxy.ranges)).toEqual({ asked: 3, from: 0 });
    expect(told.at(-1)).toBe(bytes);
  } finally {
    s3.destroy();
    proxy.stop();
  }
});

it('the worker stops reading when it is told to, whatever S3 does', async () => {
  const { admin, world } = room.office.aws;
  const { id } = await admin.addFault({ match: { operation: 'GetObject' }, kind: 'hang-before-effect' });
  const s3 = new S3({
    ...room.office.aws.config,
    credentials: rootOf(worldFiles(world).credentials, accounts.forensics),
    forcePathStyle: true,
  });
  const where = { Bucket: room.bucket, Key: kept.key, VersionId: kept.versionId, size: bytes };
  const stop = new AbortController();
  const hashed = hashObject(s3, where, () => undefined, stop.signal);
  hashed.catch(() => undefined);
  await until('the read', async () => (await admin.faults()).find((one) => one.id === id)?.waiting || undefined);
  stop.abort(new Error('enough'));
  await expect(hashed).rejects.toThrow('enough');
  await admin.clearFaults();
  s3.destroy();
});

it('a fetch goes on behind the last byte that arrived, also of one that was killed', async () => {
  const proxy = await startCuttingProxy(room.office.aws.url, { cuts: 2, bytes: 400_000, ownName: true });
  const file = join(folder, 'image.part');
  writeFileSync(file, content.subarray(0, 100_000));
  const url = await addressOver(room.office.aws.url);
  const told: number[] = [];
  try {
    expect(await download({ url: await addressOver(proxy.url), bytes, file }, (at) => told.push(at))).toBe(sha256);
    expect(content.equals(readFileSync(file))).toBe(true);
    expect(goesOn(proxy.ranges)).toEqual({ asked: 3, from: 100_000 });
    expect(told[0]).toBe(100_000);
    // What is all there is asked for no more.
    expect(await download({ url, bytes, file }, () => undefined)).toBe(sha256);
  } finally {
    proxy.stop();
  }
});

it('a fetch that began from nothing goes on in the same way', async () => {
  const proxy = await startCuttingProxy(room.office.aws.url, { cuts: 1, bytes: 600_000, ownName: true });
  const file = join(folder, 'from-nothing.part');
  try {
    expect(await download({ url: await addressOver(proxy.url), bytes, file }, () => undefined)).toBe(sha256);
    expect(goesOn(proxy.ranges)).toEqual({ asked: 2, from: 0 });
  } finally {
    proxy.stop();
  }
});

it('a fetch whose address ran out keeps what has arrived, and says what to do', async () => {
  const file = join(folder, 'expired.part');
  writeFileSync(file, content.subarray(0, 100));
  const url = await addressOver(room.office.aws.url);
  url.searchParams.set('X-Amz-Signature', '0'.repeat(64));
  await expect(download({ url, bytes, file }, () => undefined)).rejects.toMatchObject({
    exitCode: 5,
    hint: expect.stringContaining(file),
  });
  expect(readFileSync(file)).toHaveLength(100);
});
