import { failureTypes } from '../../workflows/contract/failures.js';
import type { Clients } from '../aws/clients.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import { againIfUnlucky } from '../engine/waves.js';
import type { PublicKeys } from './digest.js';
import { walkDigests } from './digest-chain.js';
import { logBucket, type LogBucket } from './log-objects.js';
import type { Found } from './look-up.js';
import type { OurIdentity } from './our-calls.js';

// "CloudTrail digest file structure": account, Region, trail, its home Region, end time. Backfill digests have chains of
// their own, about the time before validation was switched on.
const digestName = /_CloudTrail-Digest_[a-z0-9-]+_(.+)_[a-z0-9-]+_(\d{8}T\d{6}Z)\.json\.gz$/;
const place = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?))?\/?$/;

/**
 * Reads what a trail has written into a bucket, in every Region that it has digests of, as far as digests vouch for it.
 * A trail of an organization has our account in a folder of its own ("o-…").
 */
export const readTrail = async (
  clients: Pick<Clients, 's3' | 'cloudtrailIn'>,
  us: OurIdentity,
  trail: string,
  since: string,
): Promise<readonly Found[]> => {
  const [, name, prefix] = place.exec(trail) ?? [];
  if (name === undefined)
    throw failure(failureTypes.badInput, `${trail} is no place of a trail.`, 'For example: s3://acme-logs');
  const bucket = logBucket(clients, name);
  const found: Found[] = [];
  for (const folder of await accountFolders(bucket, prefix ? `${prefix}/` : '', us.account))
    for (const region of await bucket.folders(`${folder}CloudTrail-Digest/`)) {
      const keys = await publicKeys(clients, region, since);
      for (const [trailName, digestKeys] of await digestsSince(
        bucket,
        `${folder}CloudTrail-Digest/${region}/`,
        since,
      )) {
        const { events, ...vouched } = await walkDigests(bucket, digestKeys, keys, us, since);
        const source = { kind: 'trail', region, bucket: name, trail: trailName, ...vouched } as const;
        found.push({ source: { ...source, events: events.length }, events });
      }
    }
  if (found.length === 0)
    throw failure(
      failureTypes.notFound,
      `There are no digests of account ${us.account} below ${trail} since ${since}.`,
      'Give the bucket and prefix of a trail with log file validation: aws cloudtrail describe-trails shows them.',
    );
  return found;
};

const accountFolders = async (bucket: LogBucket, prefix: string, account: string): Promise<readonly string[]> => {
  const owners = await bucket.folders(`${prefix}AWSLogs/`);
  return [
    ...owners.filter((one) => one === account).map((one) => `${prefix}AWSLogs/${one}/`),
    ...owners.filter((one) => one.startsWith('o-')).map((one) => `${prefix}AWSLogs/${one}/${account}/`),
  ];
};

/** The digests that end after `since`, by trail, oldest first. */
const digestsSince = async (
  bucket: LogBucket,
  folder: string,
  since: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const day = since.slice(0, 10).replaceAll('-', '/');
  const listed = await bucket.keys(folder, `${folder}${day}`);
  const begun = `${since.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const digests = listed.flatMap((key) => {
    const [, trail, end] = digestName.exec(key) ?? [];
    return trail !== undefined && end !== undefined && end > begun ? [{ key, trail, end }] : [];
  });
  const inOrder = digests.sort((one, other) => (one.end < other.end ? -1 : 1));
  return new Map(
    [...Map.groupBy(inOrder, ({ trail }) => trail)].map(([trail, of]) => [trail, of.map(({ key }) => key)]),
  );
};

const publicKeys = async (
  { cloudtrailIn }: Pick<Clients, 'cloudtrailIn'>,
  region: string,
  since: string,
): Promise<PublicKeys> => {
  const keys = new Map<string, Uint8Array>();
  let token: string | undefined;
  do {
    const page = await againIfUnlucky(() =>
      reading('cloudtrail:ListPublicKeys', region, () =>
        cloudtrailIn(region).listPublicKeys({
          StartTime: new Date(since),
          EndTime: new Date(),
          ...(token !== undefined && { NextToken: token }),
        }),
      ),
    );
    for (const { Fingerprint, Value } of page.PublicKeyList ?? [])
      if (Fingerprint && Value) keys.set(Fingerprint, Value);
    token = page.NextToken;
  } while (token !== undefined);
  return keys;
};
