import type { PrincipalRow } from '../matrix/principals.js';

export const deleteLoginProfile: PrincipalRow = {
  action: 'deleteLoginProfile',
  of: 'user',
  scenes: [
    {
      given: ({ bureau, name: UserName }) =>
        bureau.iam.createLoginProfile({ UserName, Password: 'Correct-horse-9-battery' }),
      apply: ['DeleteLoginProfile'],
      gone: 'nothing to do',
    },
  ],
};
