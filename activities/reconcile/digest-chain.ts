import { z } from 'zod';
import type { TrailProblem } from '../../workflows/contract/reconciliation.js';
import { linkProblem, openDigest, sha256Hex, type Digest, type PublicKeys } from './digest.js';
import type { LogBucket } from './log-objects.js';
import type { OurIdentity } from './our-calls.js';
import { trailEvent, type TrailEvent } from './trail-event.js';

/** What the digests of one trail in one Region vouch for. */
export type Vouched = {
  readonly since: string | null;
  readonly until: string | null;
  readonly digests: number;
  readonly files: number;
  readonly problems: readonly TrailProblem[];
  readonly events: readonly TrailEvent[];
};

/** Log files that are read at once. */
const atOnce = 8;

/** Digests come every hour; one that is later than this, in ms, is missing. */
export const lateAfter = 3 * 3_600_000;

/**
 * Walks the digests of one trail and Region, oldest first, and every log file that they name since then: signatures,
 * the chain, hashes. What does not hold is a problem, and gives no events.
 */
export const walkDigests = async (
  bucket: LogBucket,
  digestKeys: readonly string[],
  keys: PublicKeys,
  { changed }: Pick<OurIdentity, 'changed'>,
  since: string,
): Promise<Vouched> => {
  const problems: TrailProblem[] = [];
  const digests: Digest[] = [];
  for (const key of digestKeys) {
    const digest = await digestAt(bucket, key, keys);
    if ('kind' in digest) problems.push(digest);
    else digests.push(digest);
  }
  for (const [at, later] of digests.entries()) {
    const earlier = digests[at - 1];
    const problem = earlier && linkProblem(earlier, later);
    // What is there and does not hold has been said already.
    if (problem && !problems.some(({ object }) => object === problem.object)) problems.push(problem);
  }
  // The chain has to reach back to where it is asked from, or to its own beginning.
  const [first] = digests;
  const begins = first && first.digestStartTime > floor(since) ? first.previousDigestS3Object : null;
  if (first && begins !== null && !problems.some(({ object }) => object === begins))
    problems.push({ kind: 'missing', object: begins, what: `${first.digestS3Object} names it as the digest before` });
  const newest = digests.at(-1);
  if (newest && Date.now() - Date.parse(newest.digestEndTime) > lateAfter)
    problems.push({
      kind: 'gap',
      object: newest.digestS3Object,
      what: 'no digest follows it, and one is due every hour',
    });
  const files = digests
    .flatMap(({ logFiles }) => logFiles)
    .filter(({ newestEventTime }) => newestEventTime >= floor(since));
  const events: TrailEvent[] = [];
  for (let from = 0; from < files.length; from += atOnce)
    for (const found of await Promise.all(files.slice(from, from + atOnce).map((file) => eventsIn(bucket, file)))) {
      if ('kind' in found) problems.push(found);
      else events.push(...found.events.filter((event) => changed(event) && event.eventTime >= floor(since)));
    }
  return {
    since: digests[0]?.digestStartTime ?? null,
    until: newest?.digestEndTime ?? null,
    digests: digests.length,
    files: files.length,
    problems,
    events,
  };
};

/** Events have whole seconds. */
const floor = (time: string): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

const digestAt = async (bucket: LogBucket, key: string, keys: PublicKeys): Promise<Digest | TrailProblem> => {
  const object = await bucket.read(key);
  if (object === null) return { kind: 'missing', object: key, what: 'it was listed, and is gone' };
  if (object === 'damaged') return { kind: 'altered', object: key, what: 'it cannot be unpacked' };
  const digest = openDigest(object, { bucket: bucket.name, key }, keys);
  return 'problem' in digest ? { kind: 'altered', object: key, what: digest.problem } : digest;
};

const records = z.object({ Records: z.array(z.unknown()) });

const recordsIn = (json: string): readonly unknown[] | null => {
  try {
    return records.parse(JSON.parse(json)).Records;
  } catch {
    return null;
  }
};

const eventsIn = async (
  bucket: LogBucket,
  { s3Bucket, s3Object: object, hashValue }: Digest['logFiles'][number],
): Promise<{ readonly events: readonly TrailEvent[] } | TrailProblem> => {
  if (s3Bucket !== bucket.name)
    return { kind: 'missing', object, what: `it is in the bucket ${s3Bucket}, which was not asked for` };
  const file = await bucket.read(object);
  if (file === null) return { kind: 'missing', object, what: 'a digest names it' };
  if (file === 'damaged' || sha256Hex(file.bytes) !== hashValue)
    return { kind: 'altered', object, what: 'it is not what its digest says' };
  const unreadable = { kind: 'unreadable', object, what: 'it holds something that is no event' } as const;
  const parsed = recordsIn(file.bytes.toString('utf8'));
  if (parsed === null) return unreadable;
  const events = parsed.map(trailEvent);
  return events.includes(null) ? unreadable : { events: events.filter((event) => event !== null) };
};
