import type { Playbook } from '../contract/playbook.js';
import { instanceArns } from './inputs.js';
import { lockInputs, snapshotLock } from './snapshot-lock.js';
import { trackPerInstance } from './stage.js';

/** Keeps what an EC2 instance is evidence of, without touching the host itself. */
export const preserveInstance: Playbook = {
  name: 'preserve-instance',
  version: '1',
  title: 'Preserve an EC2 instance',
  description:
    'Protects the instance and its volumes from deletion, starts a crash-consistent snapshot of every volume and locks it while it is pending, keeps console output, screenshot and user data, and waits until the snapshots are complete. Nothing runs on the host, and nothing is cut.',
  inputs: [
    { name: 'instanceId', title: 'Instance id, or several separated by commas', kind: 'instances', required: true },
    ...lockInputs,
  ],
  outline: [
    { stage: 'protect', actions: ['protectInstance'] },
    { stage: 'snapshot', actions: ['snapshotVolumes', 'lockSnapshots'] },
    { stage: 'collect', actions: ['collectConsoleOutput', 'collectScreenshot', 'collectUserData'] },
    { stage: 'complete', actions: ['completeSnapshots'] },
  ],
  stages: (input, scope) => {
    const targets = instanceArns(input['instanceId'], scope);
    const lock = snapshotLock(input);
    const from = (id: string): string => `snapshot/${id}/snapshotVolumes`;
    return [
      trackPerInstance('protect', true, targets, [{ action: 'protectInstance' }]),
      trackPerInstance('snapshot', false, targets, [
        { action: 'snapshotVolumes' },
        ...(lock.lock === 'none'
          ? []
          : [{ action: 'lockSnapshots', more: (id: string) => ({ from: from(id), lockDays: lock.lockDays }) }]),
      ]),
      trackPerInstance('collect', false, targets, [
        { action: 'collectConsoleOutput' },
        { action: 'collectScreenshot' },
        { action: 'collectUserData' },
      ]),
      trackPerInstance('complete', false, targets, [
        { action: 'completeSnapshots', more: (id) => ({ from: from(id), ...lock }) },
      ]),
    ];
  },
};
