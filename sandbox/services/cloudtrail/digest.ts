import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { World } from '../../world/world.js';
import { eventTimeOf } from './event.js';
import { writeLogObject } from './log-bucket.js';
import { digestKey } from './log-files.js';
import { signingKey, signed } from './public-keys.js';
import type { TrailRecord } from './trail-records.js';

type LogFile = {
  readonly s3Bucket: string;
  readonly s3Object: string;
  readonly hashValue: string;
  readonly hashAlgorithm: 'SHA-256';
  readonly newestEventTime: string;
  readonly oldestEventTime: string;
};

/** What the next digest of a trail in one Region says: the files since the last one, and that one's seal. */
type Chain = {
  readonly since: number;
  readonly files: readonly LogFile[];
  readonly previous?: { readonly object: string; readonly hash: string; readonly signature: string };
};

const chains = (world: World) => world.table<Chain>('cloudtrail.digests');
const chainId = ({ arn }: TrailRecord, region: string): string => `${arn} ${region}`;
const chainOf = (world: World, trail: TrailRecord, region: string): Chain =>
  chains(world).get(chainId(trail, region)) ?? { since: trail.startedAt ?? 0, files: [] };

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
const HASH = { hashAlgorithm: 'SHA-256' } as const;

/** Remembers a delivered file for the next digest; hashes are of what was compressed. */
export const noteLogFile = (
  world: World,
  trail: TrailRecord,
  region: string,
  file: { readonly key: string; readonly content: string; readonly times: readonly number[] },
): void => {
  const chain = chainOf(world, trail, region);
  const entry: LogFile = {
    s3Bucket: trail.bucket,
    s3Object: file.key,
    hashValue: sha256(file.content),
    ...HASH,
    newestEventTime: eventTimeOf(Math.max(...file.times)),
    oldestEventTime: eventTimeOf(Math.min(...file.times)),
  };
  chains(world).put(chainId(trail, region), { ...chain, files: [...chain.files, entry] });
};

/** Writes the digest of each Region up to `end`, chained to the one before; an hour without events has one too. */
export const writeDigests = (world: World, trail: TrailRecord, regions: readonly string[], end: number): void => {
  for (const region of regions) writeDigest(world, trail, region, end);
};

const writeDigest = (world: World, trail: TrailRecord, region: string, end: number): void => {
  const { since, files, previous } = chainOf(world, trail, region);
  const key = signingKey(world, region, end);
  const object = digestKey(trail, region, end);
  const endTime = eventTimeOf(end);
  const times = files.flatMap((file) => [file.newestEventTime, file.oldestEventTime]).sort();
  const content = JSON.stringify({
    awsAccountId: trail.account,
    digestStartTime: eventTimeOf(since),
    digestEndTime: endTime,
    digestS3Bucket: trail.bucket,
    digestS3Object: object,
    digestPublicKeyFingerprint: key.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: times.at(-1) ?? null,
    oldestEventTime: times[0] ?? null,
    previousDigestS3Bucket: previous === undefined ? null : trail.bucket,
    previousDigestS3Object: previous?.object ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: files,
  });
  const hash = sha256(content);
  // "null" is what CloudTrail signs where there is no digest before ("Custom implementations of log file validation").
  const text = [endTime, `${trail.bucket}/${object}`, hash, previous?.signature ?? 'null'].join('\n');
  const signature = signed(key, text);
  const metadata = { signature, 'signature-algorithm': 'SHA256withRSA' };
  if (writeLogObject(world, trail, { key: object, body: gzipSync(content), metadata }) !== undefined) return;
  chains(world).put(chainId(trail, region), { since: end, files: [], previous: { object, hash, signature } });
};
