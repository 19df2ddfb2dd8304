import type { Role } from '@aws-sdk/client-iam';
import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';

/** How a role may be named ("CreateRole"). */
export const roleName = z.string().regex(/^[\w+=,.@-]{1,64}$/);

/** The input of every action on one whole role. */
export const roleInput = z.strictObject({ roleName });

/** A role that may be acted on. `id` begins the `aws:userid` of each of its sessions. */
export type KnownRole = { readonly id: string; readonly owner: string; readonly role: Role };

/**
 * The role at `arn`. Refuses roles that cannot be changed here, and says what to do instead: those of an AWS service
 * (IAM User Guide, "Create a service-linked role"), and those that IAM Identity Center makes for its permission sets
 * (its user guide, "Reference permission sets in resource policies").
 */
export const readRole = async (aws: Aws, name: string, arn: string): Promise<KnownRole> => {
  const refusal = (why: string, instead: string): Error => failure(failureTypes.refused, `${name} ${why}`, instead);
  if (arn.includes(':role/aws-service-role/'))
    throw refusal(
      'is a service-linked role: only its AWS service can change it.',
      'Stop what the service does for you, in that service; its role has no credentials that anybody else could hold.',
    );
  if (arn.includes(':role/aws-reserved/') || name.startsWith('AWSReservedSSO_'))
    throw refusal(
      'belongs to IAM Identity Center: a policy on it would stop every user of its permission set, and is overwritten.',
      'In Identity Center end the sessions of the one user and remove the assignments; deny identitystore:userId in a service control policy.',
    );
  const { Role: role } = await aws.once(`GetRole ${name}`, () =>
    reading('iam:GetRole', name, () => aws.iam.getRole({ RoleName: name })),
  );
  if (!role?.RoleId || role.Arn !== arn)
    throw failure(
      failureTypes.notFound,
      `There is no ${arn}: ${name} is ${role?.Arn ?? 'nothing'}.`,
      'Launch it again with the name alone: role/NAME.',
    );
  return { id: role.RoleId, owner: role.Arn.split(':')[4] ?? '', role };
};
