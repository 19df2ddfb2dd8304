import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';

/** A target group that sends traffic to an instance, and what else it sends traffic to. */
export type Served = {
  readonly arn: string;
  readonly name: string;
  readonly ours: readonly TargetHealthDescription[];
  readonly others: readonly TargetHealthDescription[];
};

/** Target states that get no new connections: on its way out, or out already. */
const out = new Set(['draining', 'unused']);

/** Whether the load balancer still sends new connections to a target. */
export const isServing = ({ TargetHealth }: TargetHealthDescription): boolean => !out.has(TargetHealth?.State ?? '');

/**
 * The target groups that an instance is registered in, by its id or by an address of it. AWS has no look-up from an
 * instance to its groups, so all of the Region are read.
 */
export const readServed = async (
  aws: Aws,
  instanceId: string,
  addresses: readonly string[],
): Promise<readonly Served[]> => {
  const groups = await readGroups(aws);
  const isOurs = ({ Target }: TargetHealthDescription): boolean =>
    Target?.Id === instanceId || addresses.includes(Target?.Id ?? '');
  const read = groups.map(async ({ arn, name }): Promise<Served> => {
    const all = await aws.once(`DescribeTargetHealth ${arn}`, () => readHealth(aws, arn));
    return { arn, name, ours: all.filter(isOurs), others: all.filter((one) => !isOurs(one)) };
  });
  return (await Promise.all(read)).filter(({ ours }) => ours.length > 0);
};

/** The health of everything that is registered in a target group. */
export const readHealth = async (aws: Aws, arn: string): Promise<readonly TargetHealthDescription[]> =>
  (
    await reading('elasticloadbalancing:DescribeTargetHealth', arn, () =>
      aws.elbv2.describeTargetHealth({ TargetGroupArn: arn }),
    )
  ).TargetHealthDescriptions ?? [];

/** Every target group of the Region. */
export const readGroups = (aws: Aws): Promise<readonly { readonly arn: string; readonly name: string }[]> =>
  aws.once('DescribeTargetGroups', async () => {
    const found: { readonly arn: string; readonly name: string }[] = [];
    let marker: string | undefined;
    do {
      const page = await reading('elasticloadbalancing:DescribeTargetGroups', 'all target groups', () =>
        aws.elbv2.describeTargetGroups({ ...(marker && { Marker: marker }) }),
      );
      for (const { TargetGroupArn: arn = '', TargetGroupName: name = '' } of page.TargetGroups ?? [])
        found.push({ arn, name });
      marker = page.NextMarker;
    } while (marker);
    return found;
  });
