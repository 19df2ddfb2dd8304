import { z } from 'zod';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';
import { orNull } from './policies.js';
import { readUser, userInput } from './users.js';

const nothing = z.strictObject({});

const readProfile = (aws: Aws, UserName: string) =>
  orNull(reading('iam:GetLoginProfile', UserName, () => aws.iam.getLoginProfile({ UserName })));

/**
 * Deletes the console password of a user. It cannot be put back: IAM never shows a password, so a release means a new
 * one. Best-effort: while everything is denied to the user, a console session of theirs can do nothing either.
 */
export const deleteLoginProfile = action({
  name: 'deleteLoginProfile',
  title: 'Delete the console password of a user',
  effect: 'change',
  blocking: false,
  input: userInput,
  facts: nothing,
  output: nothing,
  permissions: ['iam:GetUser', 'iam:GetLoginProfile', 'iam:DeleteLoginProfile'],

  async plan(aws, { userName }, { target }) {
    const { id, owner } = await readUser(aws, userName, target);
    const profile = await readProfile(aws, userName);
    const since = profile?.LoginProfile?.CreateDate?.toISOString();
    return {
      owner,
      kind: 'user',
      // Planned also where there is none: one that appears meanwhile is the intruder's.
      calls: [
        {
          id: 'delete',
          service: 'iam',
          operation: 'DeleteLoginProfile',
          target: userName,
          input: { UserName: userName },
        },
      ],
      targetState: { user: id, consolePassword: 'none' },
      reversible: false,
      summary: since
        ? `delete the console password of ${userName}: it cannot be put back`
        : `${userName} has no console password; one that appears meanwhile is deleted`,
      differences: since ? [{ what: 'console password', now: `from ${since}`, then: 'none, for good' }] : [],
      blastRadius: since
        ? [
            {
              severity: 'warning',
              message: `${userName} cannot sign in at the console until somebody gives them a new password`,
              resources: [target],
            },
          ]
        : [],
      facts: {},
    };
  },

  async apply(aws, { input: { userName } }) {
    if ((await readProfile(aws, userName)) !== null) await aws.make('delete');
    return {};
  },

  async verify(aws, { input: { userName } }) {
    const holds = (await readProfile(aws, userName)) === null;
    return {
      assurance: 'configured',
      holds,
      facts: [`${userName} has ${holds ? 'no' : 'a'} console password`],
      notCut: [],
    };
  },
});
