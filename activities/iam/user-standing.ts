import type { Breakage } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { allPages } from './pages.js';
import { attachedTo } from './policies.js';
import type { KnownUser } from './users.js';

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
const listed = (names: readonly string[]): string => names.join(', ') || 'none';

/** AWS attaches these by itself when it finds a key in public, and asks not to remove them. */
const isQuarantine = (arn: string): boolean => nameOf(arn).startsWith('AWSCompromisedKeyQuarantine');

/** What a user may do now, in names, for whoever signs: policies stay as they are, and only a denial is added. */
export const standingOf = async (aws: Aws, name: string, { user }: KnownUser): Promise<readonly Breakage[]> => {
  const [attached, inline, groups] = await Promise.all([
    attachedTo(aws, name),
    allPages(
      'iam:ListUserPolicies',
      name,
      (from) => aws.iam.listUserPolicies({ UserName: name, ...from }),
      ({ PolicyNames }) => PolicyNames,
    ),
    allPages(
      'iam:ListGroupsForUser',
      name,
      (from) => aws.iam.listGroupsForUser({ UserName: name, ...from }),
      ({ Groups = [] }) => Groups.map(({ GroupName = '' }) => GroupName),
    ),
  ]);
  const boundary = user.PermissionsBoundary?.PermissionsBoundaryArn;
  return [
    {
      severity: 'info',
      message: `groups: ${listed(groups)}; policies: ${listed([...attached.map(nameOf), ...inline])}${boundary ? `; boundary: ${nameOf(boundary)}` : ''}`,
      resources: attached,
    },
    ...attached.filter(isQuarantine).map((arn): Breakage => ({
      severity: 'info',
      message: `AWS itself put ${nameOf(arn)} on this user, so it found a key of theirs in public: it stays, also after a release`,
      resources: [arn],
    })),
  ];
};
