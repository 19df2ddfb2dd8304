import type { HostRow } from '../matrix/hosts.js';

export const snapshotVolumes: HostRow = {
  action: 'snapshotVolumes',
  scenes: [{ apply: ['CreateSnapshots'], gone: 'BadInput' }],
};
