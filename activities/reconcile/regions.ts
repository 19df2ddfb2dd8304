import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Clients } from '../aws/clients.js';
import { reading } from '../aws/reading.js';

/** Events of services without a Region are here, whatever endpoint was asked ("Understanding global service events"). */
const globalRegion = 'us-east-1';

/**
 * Every Region that the account has enabled: stolen credentials work in all of them. Where AWS does not let us ask, only
 * our own and that of global services, and `areAll` says so.
 */
export const regionsToLookIn = async (
  { ec2 }: Pick<Clients, 'ec2'>,
  own: string,
): Promise<{ readonly regions: readonly string[]; readonly areAll: boolean }> => {
  const needed = [own, globalRegion];
  try {
    const { Regions = [] } = await reading('ec2:DescribeRegions', own, () => ec2.describeRegions({}));
    return {
      regions: [...new Set([...needed, ...Regions.flatMap(({ RegionName }) => RegionName ?? [])])],
      areAll: true,
    };
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || error.type !== failureTypes.denied) throw error;
    return { regions: [...new Set(needed)], areAll: false };
  }
};
