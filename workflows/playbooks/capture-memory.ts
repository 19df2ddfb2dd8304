import type { Playbook } from '../contract/playbook.js';
import { instanceArns } from './inputs.js';
import { lockInputs, snapshotLock } from './snapshot-lock.js';
import { trackPerInstance } from './stage.js';

/** Captures what is lost when an EC2 instance stops: its memory, into the evidence vault. */
export const captureMemory: Playbook = {
  name: 'capture-memory',
  version: '1',
  title: 'Capture the memory of an EC2 instance',
  description:
    'Starts and locks a snapshot of every volume first. Then asks the host by a script how its memory can be taken, and takes the best way that is possible: AVML over an evidence volume on Linux, the dumps of earlier crashes on Windows. The image goes to the evidence vault in parts, is read back, hashed, locked and held. A host that cannot be captured leaves the reason on record, and holds nothing else up.',
  inputs: [
    { name: 'instanceId', title: 'Instance id, or several separated by commas', kind: 'instances', required: true },
    {
      name: 'evidenceVolume',
      title: 'The volume that memory is written to, once the image is in the vault',
      kind: 'choice',
      required: false,
      options: ['keep', 'delete'],
    },
    ...lockInputs,
  ],
  outline: [
    { stage: 'snapshot', actions: ['snapshotVolumes', 'lockSnapshots'] },
    { stage: 'probe', actions: ['probeMemory'] },
    { stage: 'capture', actions: ['captureMemory'] },
    { stage: 'complete', actions: ['completeSnapshots'] },
  ],
  stages: (input, scope) => {
    const targets = instanceArns(input['instanceId'], scope);
    const lock = snapshotLock(input);
    const evidenceVolume = input['evidenceVolume'] === 'delete' ? 'delete' : 'keep';
    const from = (id: string): string => `snapshot/${id}/snapshotVolumes`;
    return [
      trackPerInstance('snapshot', false, targets, [
        { action: 'snapshotVolumes' },
        ...(lock.lock === 'none'
          ? []
          : [{ action: 'lockSnapshots', more: (id: string) => ({ from: from(id), lockDays: lock.lockDays }) }]),
      ]),
      trackPerInstance('probe', false, targets, [{ action: 'probeMemory' }]),
      trackPerInstance('capture', false, targets, [
        { action: 'captureMemory', more: (id) => ({ from: `probe/${id}/probeMemory`, evidenceVolume }) },
      ]),
      trackPerInstance('complete', false, targets, [
        { action: 'completeSnapshots', more: (id) => ({ from: from(id), ...lock }) },
      ]),
    ];
  },
};
