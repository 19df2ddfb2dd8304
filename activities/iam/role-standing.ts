import { z } from 'zod';
import type { Breakage } from '../../workflows/contract/plan.js';
import { decoded, parsed } from './documents.js';
import type { KnownRole } from './roles.js';
import type { Wearers } from './wearers.js';

const many = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const principals = z.union([many, z.record(z.string(), many).transform((kinds) => Object.values(kinds).flat())]);
const statement = z.object({
  Effect: z.string(),
  Principal: principals.optional(),
  NotPrincipal: principals.optional(),
});
const trust = z.object({ Statement: z.union([statement.transform((one) => [one]), z.array(statement)]) });

/** Who may begin a session of a role, by its trust policy: services, accounts, users, roles, identity providers. */
export const trustedBy = (document: string | null): readonly string[] => {
  const read = trust.safeParse(parsed(document));
  const allowing = read.success ? read.data.Statement.filter(({ Effect }) => Effect === 'Allow') : [];
  const who = allowing.flatMap(({ Principal = [], NotPrincipal }) => [
    ...Principal,
    ...(NotPrincipal ? [`everybody but ${NotPrincipal.join(', ')}`] : []),
  ]);
  return [...new Set(who)].sort();
};

/** Who works with a role, for whoever signs that it is cut off. */
export const roleStanding = ({ role }: KnownRole, { instances, profiles }: Wearers): readonly Breakage[] => {
  const trusted = trustedBy(decoded(role.AssumeRolePolicyDocument));
  const last = role.RoleLastUsed?.LastUsedDate;
  return [
    {
      severity: 'warning',
      message: `whoever works with ${role.RoleName} is cut off; it trusts ${trusted.join(', ') || 'nobody'}`,
      resources: [role.Arn ?? ''],
    },
    ...(last
      ? [{ severity: 'info' as const, message: `last used ${last.toISOString()}`, resources: [role.Arn ?? ''] }]
      : []),
    ...(profiles.length > 0
      ? [
          {
            severity: instances.length > 0 ? ('danger' as const) : ('info' as const),
            message: `${instances.length} instance(s) of this Region wear it: ${instances.join(', ') || 'none'}; those of other Regions are not seen`,
            resources: instances,
          },
        ]
      : []),
  ];
};
