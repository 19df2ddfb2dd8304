import type { User } from '@aws-sdk/client-iam';
import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';

/** The input of every action on one user; how IAM lets users be named is on the page of "CreateUser". */
export const userInput = z.strictObject({ userName: z.string().regex(/^[\w+=,.@-]{1,64}$/) });

/** A user that may be acted on: `id` stays theirs whatever they are called, and is nobody else's ever. */
export type KnownUser = { readonly id: string; readonly owner: string; readonly user: User };

/** The user at `arn`. Refuses one of that name that is somebody else by now. */
export const readUser = async (aws: Aws, name: string, arn: string): Promise<KnownUser> => {
  const { User: user } = await aws.once(`GetUser ${name}`, () =>
    reading('iam:GetUser', name, () => aws.iam.getUser({ UserName: name })),
  );
  if (!user?.UserId || user.Arn !== arn)
    throw failure(
      failureTypes.notFound,
      `There is no ${arn}: ${name} is ${user?.Arn ?? 'nobody'}.`,
      'Launch it again with the name alone: user/NAME.',
    );
  return { id: user.UserId, owner: user.Arn.split(':')[4] ?? '', user };
};
