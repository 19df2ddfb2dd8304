import { ApplicationFailure } from '@temporalio/common';
import type { ReconcileSource, TrailProblem } from '../../workflows/contract/reconciliation.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Clients } from '../aws/clients.js';
import { reading } from '../aws/reading.js';
import { againIfUnlucky } from '../engine/waves.js';
import { lateAfter } from './digest-chain.js';
import type { Found } from './look-up.js';

/** The worker's own Region, and those that the account has enabled; `areAll` says whether AWS told all of them. */
export type KnownRegions = {
  readonly own: string;
  readonly regions: readonly string[];
  readonly areAll: boolean;
};

/** A trail, and a Region that it writes digests of. */
export type Due = { readonly trail: string; readonly region: string };

/**
 * What digests a place should have, by what the account says of its trails: of every Region for a trail of all Regions,
 * else of its own. A text where that cannot be known, and why not.
 */
export const dueDigests = async (
  { cloudtrailIn }: Pick<Clients, 'cloudtrailIn'>,
  place: { readonly bucket: string; readonly prefix: string },
  { own, regions }: KnownRegions,
): Promise<readonly Due[] | string> => {
  const unknown = 'digests that are all gone, of a trail or a Region';
  try {
    const { trailList = [] } = await againIfUnlucky(() =>
      reading('cloudtrail:DescribeTrails', own, () => cloudtrailIn(own).describeTrails({ includeShadowTrails: true })),
    );
    const here = trailList.filter(
      ({ S3BucketName, S3KeyPrefix = '' }) => S3BucketName === place.bucket && S3KeyPrefix === place.prefix,
    );
    if (here.length === 0) return `${unknown}: no trail that is seen from ${own} writes there any more, or ever did`;
    return here.flatMap(({ Name: trail = '', IsMultiRegionTrail, HomeRegion = own }) =>
      (IsMultiRegionTrail ? regions : [HomeRegion]).map((region) => ({ trail, region })),
    );
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || error.type !== failureTypes.denied) throw error;
    return `${unknown}: the worker may not ask which trails write there (cloudtrail:DescribeTrails)`;
  }
};

/** A trail in a Region of which nothing can be read. */
export const sourceOf = (
  bucket: string,
  { region, trail }: Due,
  problems: readonly TrailProblem[],
): ReconcileSource => ({
  kind: 'trail',
  region,
  bucket,
  trail,
  events: 0,
  since: null,
  until: null,
  digests: 0,
  files: 0,
  problems,
});

/**
 * A gap for each trail and Region that should have digests since then and has none. The first digest of a window comes
 * when its hour is over, so of a short window only Regions count that have no folder at all.
 */
export const goneDigests = (
  bucket: string,
  due: readonly Due[],
  found: readonly Found[],
  since: string,
  folders: ReadonlySet<string>,
): readonly Found[] => {
  const isLate = Date.now() - Date.parse(since) > lateAfter;
  const there = new Set(
    found.flatMap(({ source }) => (source.kind === 'trail' ? [`${source.region} ${source.trail}`] : [])),
  );
  return due
    .filter(({ region, trail }) => !there.has(`${region} ${trail}`) && (isLate || !folders.has(region)))
    .map((one) => ({
      source: sourceOf(bucket, one, [
        {
          kind: 'gap',
          object: `CloudTrail-Digest/${one.region}/`,
          what: `there is no digest of ${one.trail} since ${since}, and one is due every hour`,
        },
      ]),
      events: [],
    }));
};
