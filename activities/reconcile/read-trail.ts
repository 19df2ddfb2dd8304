import { failureTypes } from '../../workflows/contract/failures.js';
import type { Clients } from '../aws/clients.js';
import { failure } from '../aws/errors.js';
import { walkDigests } from './digest-chain.js';
import { dueDigests, goneDigests, sourceOf, type KnownRegions } from './due-digests.js';
import { logBucket, type LogBucket } from './log-objects.js';
import type { Found } from './look-up.js';
import type { OurIdentity } from './our-calls.js';
import { keysOfRegion } from './public-keys.js';

// "CloudTrail digest file structure": account, Region, trail, its home Region, end time. Backfill digests have chains of
// their own, about the time before validation was switched on.
const digestName = /_CloudTrail-Digest_[a-z0-9-]+_(.+)_[a-z0-9-]+_(\d{8}T\d{6}Z)\.json\.gz$/;
const place = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?))?\/?$/;

/** What a trail tells, and what cannot be said of it, and why. */
export type ReadTrail = { readonly found: readonly Found[]; readonly unsaid: readonly string[] };

/** Whoever can write the bucket can make folders: so many that are no Region's are told. */
const mostFolders = 100;

/**
 * Reads what a trail has written into a bucket, in every Region that it has digests of, as far as digests vouch for it.
 * A Region that should have digests and has none is a gap. A trail of an organization has our account in a folder of its
 * own ("o-…").
 */
export const readTrail = async (
  clients: Pick<Clients, 's3' | 'cloudtrailIn'>,
  us: OurIdentity,
  trail: string,
  since: string,
  known: KnownRegions,
): Promise<ReadTrail> => {
  const [, name, prefix = ''] = place.exec(trail) ?? [];
  if (name === undefined)
    throw failure(failureTypes.badInput, `${trail} is no place of a trail.`, 'For example: s3://acme-logs');
  const bucket = logBucket(clients, name);
  const [found, junk]: [Found[], Found[]] = [[], []];
  const folders = new Set<string>();
  for (const folder of await accountFolders(bucket, prefix && `${prefix}/`, us.account)) {
    const below = `${folder}CloudTrail-Digest/`;
    for (const region of await bucket.folders(below)) {
      folders.add(region);
      const keys = await keysOfRegion(clients, region, since, known);
      if (keys === null) {
        if (junk.length < mostFolders) junk.push(noRegion(name, region, `${below}${region}/`));
        continue;
      }
      for (const [trailName, digestKeys] of await digestsSince(bucket, `${below}${region}/`, since)) {
        const { events, ...vouched } = await walkDigests(bucket, digestKeys, keys, us, since);
        const source = { kind: 'trail', region, bucket: name, trail: trailName, ...vouched } as const;
        found.push({ source: { ...source, events: events.length }, events });
      }
    }
  }
  const due = await dueDigests(clients, { bucket: name, prefix }, known);
  if (typeof due !== 'string') found.push(...goneDigests(name, due, found, since, folders));
  if (found.length === 0)
    throw failure(
      failureTypes.notFound,
      `There are no digests of account ${us.account} below ${trail} since ${since}.`,
      'Give the bucket and prefix of a trail with log file validation: aws cloudtrail describe-trails shows them.',
    );
  return { found: [...found, ...junk], unsaid: typeof due === 'string' ? [due] : [] };
};

const noRegion = (bucket: string, region: string, object: string): Found => ({
  source: sourceOf(bucket, { region, trail: 'unknown' }, [
    {
      kind: 'unreadable',
      object,
      what: 'it is no Region that the account has enabled: nobody says by which keys its digests are signed',
    },
  ]),
  events: [],
});

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
