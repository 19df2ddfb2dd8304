import { until } from '../../support/aws.js';
import type { Principal, PrincipalRow } from '../matrix/principals.js';

const host = 'i-0aaaaaaaaaaaaaaaa';

/** Sessions count in whole seconds: one that begins in the second of a release is older than it. */
export const newSessionWorks =
  (name: string) =>
  ({ bureau, name: role, arn, key }: Principal): Promise<true> =>
    until(`a new session of ${role}`, async () =>
      (await bureau.works(await bureau.session({ name: role, arn, id: '' }, name, key))) ? true : undefined,
    );

export const denyHostSessions: PrincipalRow = {
  action: 'denyHostSessions',
  of: 'role',
  input: { instanceId: host },
  scenes: [
    {
      apply: ['PutRolePolicy'],
      undo: { calls: ['PutRolePolicy'], state: newSessionWorks(host) },
      gone: 'NotFound',
    },
  ],
};
