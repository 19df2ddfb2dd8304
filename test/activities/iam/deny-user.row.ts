import { document } from '../../support/identities.js';
import type { Principal, PrincipalRow } from '../matrix/principals.js';

/** Leaves less room than any policy takes, of the 2,048 characters that a user's inline policies may have. */
export const crowded = document('Allow', ['*', `ec2:Describe${'x'.repeat(1_920)}`]);

const allow =
  (PolicyDocument: string) =>
  ({ bureau, name: UserName }: Principal): Promise<unknown> =>
    bureau.iam.putUserPolicy({ UserName, PolicyName: 'own', PolicyDocument });
const state = ({ bureau, key }: Principal): Promise<boolean> => bureau.works(key);

export const denyUser: PrincipalRow = {
  action: 'denyUser',
  of: 'user',
  scenes: [
    { apply: ['PutUserPolicy'], undo: { calls: ['PutUserPolicy'], state }, gone: 'NotFound' },
    {
      name: 'where inline policies leave no room',
      given: allow(crowded),
      apply: ['AttachUserPolicy'],
      undo: { meanwhile: allow(document('Allow', '*')), calls: ['PutUserPolicy', 'DetachUserPolicy'], state },
      gone: 'NotFound',
    },
  ],
};
