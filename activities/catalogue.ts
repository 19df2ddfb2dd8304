import type { AnyAction } from './action.js';
import { completeSnapshots } from './ec2/complete-snapshots.js';
import { isolateInstance } from './ec2/isolate-instance.js';
import { protectInstance } from './ec2/protect-instance.js';
import { snapshotVolumes } from './ec2/snapshot-volumes.js';

/** Every action that Firebreak knows: a new one is its file and one line here. */
export const catalogue: readonly AnyAction[] = [protectInstance, snapshotVolumes, isolateInstance, completeSnapshots];
