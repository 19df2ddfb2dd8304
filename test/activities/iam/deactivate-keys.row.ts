import type { Principal, PrincipalRow } from '../matrix/principals.js';

/** The user's access keys, and whether each is active. */
export const accessKeysOf = async ({ bureau, name }: Pick<Principal, 'bureau' | 'name'>) =>
  Object.fromEntries(
    ((await bureau.iam.listAccessKeys({ UserName: name })).AccessKeyMetadata ?? []).map((key) => [
      key.AccessKeyId,
      key.Status,
    ]),
  );

const calls = ['UpdateAccessKey', 'UpdateAccessKey'];

export const deactivateKeys: PrincipalRow = {
  action: 'deactivateKeys',
  of: 'user',
  scenes: [
    {
      given: ({ bureau, name: UserName }) => bureau.iam.createAccessKey({ UserName }),
      apply: calls,
      undo: { calls, state: accessKeysOf },
      gone: 'NotFound',
    },
  ],
};
