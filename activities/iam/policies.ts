import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';
import { decoded } from './documents.js';
import { allPages } from './pages.js';

/** What a read answers, or null when IAM knows no such thing. */
export const orNull = async <T>(read: Promise<T>): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === failureTypes.notFound) return null;
    throw error;
  }
};

/** The text of an inline policy of a user; null when there is none of that name. */
export const userPolicy = async (aws: Aws, UserName: string, PolicyName: string): Promise<string | null> => {
  const found = await orNull(
    reading('iam:GetUserPolicy', UserName, () => aws.iam.getUserPolicy({ UserName, PolicyName })),
  );
  return decoded(found?.PolicyDocument);
};

/** The text of an inline policy of a role; null when there is none of that name. */
export const rolePolicy = async (aws: Aws, RoleName: string, PolicyName: string): Promise<string | null> => {
  const found = await orNull(
    reading('iam:GetRolePolicy', RoleName, () => aws.iam.getRolePolicy({ RoleName, PolicyName })),
  );
  return decoded(found?.PolicyDocument);
};

/** ARNs of the managed policies that are attached to a user. */
export const attachedTo = (aws: Aws, UserName: string): Promise<readonly string[]> =>
  allPages(
    'iam:ListAttachedUserPolicies',
    UserName,
    (from) => aws.iam.listAttachedUserPolicies({ UserName, ...from }),
    ({ AttachedPolicies = [] }) => AttachedPolicies.map(({ PolicyArn = '' }) => PolicyArn),
  );
