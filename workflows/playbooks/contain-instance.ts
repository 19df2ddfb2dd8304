import type { Playbook } from '../contract/playbook.js';
import { instanceArns } from './inputs.js';
import { trackPerTarget } from './stage.js';

/** Cuts compromised EC2 instances off the network, after keeping them and their disks from disappearing. */
export const containInstance: Playbook = {
  name: 'contain-instance',
  version: '1',
  title: 'Contain an EC2 instance',
  description:
    'Protects the instance and its volumes from deletion, starts a crash-consistent snapshot of every volume, and gives each network interface one security group without any rule. Isolation does not wait for the snapshots to complete.',
  inputs: [
    { name: 'instanceId', title: 'Instance id, or several separated by commas', kind: 'instances', required: true },
  ],
  outline: [
    { stage: 'protect', actions: ['protectInstance'] },
    { stage: 'snapshot', actions: ['snapshotVolumes'] },
    { stage: 'contain', actions: ['isolateInstance'] },
    { stage: 'complete', actions: ['completeSnapshots'] },
  ],
  stages: (input, scope) => {
    const targets = instanceArns(input['instanceId'], scope);
    return [
      trackPerTarget('protect', true, targets, 'protectInstance'),
      trackPerTarget('snapshot', false, targets, 'snapshotVolumes'),
      trackPerTarget('contain', true, targets, 'isolateInstance'),
      trackPerTarget('complete', false, targets, 'completeSnapshots', (id) => ({
        from: `snapshot/${id}/snapshotVolumes`,
      })),
    ];
  },
};
