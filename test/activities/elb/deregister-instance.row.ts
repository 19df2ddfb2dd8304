import { classicHealth, openClassic } from '../fixtures/classic.js';
import type { HostRow } from '../matrix/hosts.js';

export const deregisterInstance: HostRow = {
  action: 'deregisterInstance',
  scenes: [
    {
      given: openClassic,
      apply: ['DeregisterInstancesFromLoadBalancer'],
      undo: {
        calls: ['RegisterInstancesWithLoadBalancer'],
        state: async (incident) => (await classicHealth(incident)) !== null,
      },
      gone: 'done all the same',
    },
  ],
};
