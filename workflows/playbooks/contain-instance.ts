import type { Playbook } from '../contract/playbook.js';
import { groupsOfTargets, instanceArns } from './inputs.js';
import { trackPerGroup, trackPerInstance } from './stage.js';

/** Cuts compromised EC2 instances off the network, after keeping them and their disks from disappearing. */
export const containInstance: Playbook = {
  name: 'contain-instance',
  version: '4',
  title: 'Contain an EC2 instance',
  description:
    'Protects the instance and its volumes from deletion and starts a crash-consistent snapshot of every volume. Then takes it out of Auto Scaling and its load balancers, takes its public addresses off, gives each network interface one security group without any rule, lets idle connections end within a minute, ends open sessions, and takes its role and metadata service away. Isolation does not wait for the snapshots to complete.',
  // For a day: an attacker who is still there, and automation, show themselves within hours.
  watch: { every: 60, for: 86_400 },
  inputs: [
    {
      name: 'instanceId',
      title: 'Instance id, or several separated by commas',
      kind: 'instances',
      required: true,
      beside: 'autoScalingGroups',
    },
    {
      name: 'untrack',
      title: 'Open each interface to everyone for a moment, so that connections that are open now may end',
      kind: 'choice',
      required: false,
      options: ['no', 'yes'],
    },
    {
      name: 'keepProfile',
      title: 'Leave instance profile and metadata service on, because memory is still to be captured',
      kind: 'choice',
      required: false,
      options: ['no', 'yes'],
    },
  ],
  outline: [
    { stage: 'protect', actions: ['protectInstance', 'suspendProcesses'] },
    { stage: 'snapshot', actions: ['snapshotVolumes'] },
    {
      stage: 'contain',
      actions: [
        'standbyInstance',
        'deregisterTargets',
        'deregisterInstance',
        'removePublicAddresses',
        'isolateInstance',
        'shortenIdleTimeout',
        'endSessions',
        'detachProfile',
        'disableMetadata',
      ],
    },
    { stage: 'complete', actions: ['completeSnapshots'] },
  ],
  stages: (input, scope) => {
    const targets = instanceArns(input['instanceId'], scope);
    const protect = trackPerInstance('protect', true, targets, [{ action: 'protectInstance' }]);
    // What instances share is changed once for all of them, and before any of them needs it.
    const groups = trackPerGroup('protect', groupsOfTargets(input), 'suspendProcesses');
    return [
      { ...protect, tracks: [...protect.tracks, ...groups] },
      trackPerInstance('snapshot', false, targets, [{ action: 'snapshotVolumes' }]),
      trackPerInstance('contain', true, targets, [
        { action: 'standbyInstance' },
        { action: 'deregisterTargets' },
        { action: 'deregisterInstance' },
        // Before the interfaces are opened to everyone, if they are: nobody must find the way in meanwhile.
        { action: 'removePublicAddresses' },
        { action: 'isolateInstance', more: () => ({ untrack: input['untrack'] === 'yes' }) },
        { action: 'shortenIdleTimeout' },
        { action: 'endSessions' },
        ...(input['keepProfile'] === 'yes' ? [] : [{ action: 'detachProfile' }, { action: 'disableMetadata' }]),
      ]),
      trackPerInstance('complete', false, targets, [
        { action: 'completeSnapshots', more: (id) => ({ from: `snapshot/${id}/snapshotVolumes` }) },
      ]),
    ];
  },
};
