import type { HostRow } from '../matrix/hosts.js';

export const lockSnapshots: HostRow = {
  action: 'lockSnapshots',
  // Snapshots outlive their instance.
  scenes: [{ after: 'snapshotVolumes', apply: ['LockSnapshot', 'LockSnapshot'], gone: 'done all the same' }],
};
