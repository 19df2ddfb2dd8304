import type { Principal, PrincipalRow } from '../matrix/principals.js';

/** Whom a role trusts. */
export const trustIn = async ({ bureau, name }: Pick<Principal, 'bureau' | 'name'>): Promise<string> =>
  decodeURIComponent((await bureau.iam.getRole({ RoleName: name })).Role?.AssumeRolePolicyDocument ?? '');

const calls = ['UpdateAssumeRolePolicy'];

export const denyTrust: PrincipalRow = {
  action: 'denyTrust',
  of: 'role',
  input: { trust: 'deny' },
  scenes: [{ apply: calls, undo: { calls, state: trustIn }, gone: 'NotFound' }],
};
