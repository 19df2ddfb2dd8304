import type { HostRow } from '../matrix/hosts.js';

export const completeSnapshots: HostRow = {
  action: 'completeSnapshots',
  scenes: [
    {
      name: 'where AWS cannot complete the first set',
      given: async ({ office: { aws } }) => {
        await aws.admin.set({ snapshotMs: 0 });
        await aws.admin.addFault({ match: { operation: 'CreateSnapshots' }, kind: 'snapshot-error' });
      },
      after: 'snapshotVolumes',
      apply: ['CreateSnapshots'],
      gone: 'BadInput',
    },
  ],
};
