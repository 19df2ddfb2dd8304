import { ApplicationFailure } from '@temporalio/common';
import type { Clients } from '../aws/clients.js';
import { reading } from '../aws/reading.js';
import { againIfUnlucky } from '../engine/waves.js';
import type { PublicKeys } from './digest.js';
import type { KnownRegions } from './due-digests.js';

const shapeOfRegion = /^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/;

/** The keys that digests of a Region are signed with, since then; null for a name that is no Region's of the account. */
export const keysOfRegion = async (
  clients: Pick<Clients, 'cloudtrailIn'>,
  region: string,
  since: string,
  { regions, areAll }: KnownRegions,
): Promise<PublicKeys | null> => {
  if (regions.includes(region)) return publicKeys(clients, region, since);
  // Where AWS did not tell which Regions there are, it may be one all the same.
  if (areAll || !shapeOfRegion.test(region)) return null;
  return publicKeys(clients, region, since).catch((error: unknown) => {
    if (error instanceof ApplicationFailure) return null;
    throw error;
  });
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
