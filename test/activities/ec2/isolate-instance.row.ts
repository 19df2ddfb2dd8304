import type { HostRow } from '../matrix/hosts.js';

const swap = 'ModifyNetworkInterfaceAttribute';

// Opening interfaces for a moment first is tried, call by call, in `untrack-faults.test.ts`.
export const isolateInstance: HostRow = {
  action: 'isolateInstance',
  scenes: [
    {
      apply: ['CreateSecurityGroup', 'RevokeSecurityGroupEgress', swap, swap],
      undo: { calls: [swap, swap, 'DeleteSecurityGroup'], state: (incident) => incident.groups() },
      gone: 'nothing to do',
    },
  ],
};
