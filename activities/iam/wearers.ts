import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';
import { allPages } from './pages.js';

/** Which instance profiles carry a role, and which instances of this Region wear one of them: by ARN, and by id. */
export type Wearers = { readonly profiles: readonly string[]; readonly instances: readonly string[] };

/** Reads who wears a role. IAM is one for all Regions, instances are not: those elsewhere are not seen. */
export const wearersOf = async (aws: Aws, RoleName: string): Promise<Wearers> => {
  const profiles = await allPages(
    'iam:ListInstanceProfilesForRole',
    RoleName,
    (from) => aws.iam.listInstanceProfilesForRole({ RoleName, ...from }),
    ({ InstanceProfiles = [] }) => InstanceProfiles.map(({ Arn = '' }) => Arn),
  );
  const instances: string[] = [];
  let next: string | undefined;
  if (profiles.length > 0)
    do {
      const page = await reading('ec2:DescribeInstances', RoleName, () =>
        aws.ec2.describeInstances({
          Filters: [
            { Name: 'iam-instance-profile.arn', Values: [...profiles] },
            { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
          ],
          ...(next && { NextToken: next }),
        }),
      );
      for (const { Instances = [] } of page.Reservations ?? [])
        instances.push(...Instances.map(({ InstanceId = '' }) => InstanceId));
      next = page.NextToken;
    } while (next);
  return { profiles: [...profiles].sort(), instances: instances.sort() };
};
