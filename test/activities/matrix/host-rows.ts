import { standbyInstance } from '../autoscaling/standby-instance.row.js';
import { suspendProcesses } from '../autoscaling/suspend-processes.row.js';
import { collectConsoleOutput } from '../ec2/collect-console-output.row.js';
import { collectScreenshot } from '../ec2/collect-screenshot.row.js';
import { collectUserData } from '../ec2/collect-user-data.row.js';
import { completeSnapshots } from '../ec2/complete-snapshots.row.js';
import { detachProfile } from '../ec2/detach-profile.row.js';
import { disableMetadata } from '../ec2/disable-metadata.row.js';
import { isolateInstance } from '../ec2/isolate-instance.row.js';
import { lockSnapshots } from '../ec2/lock-snapshots.row.js';
import { protectInstance } from '../ec2/protect-instance.row.js';
import { removePublicAddresses } from '../ec2/remove-public-addresses.row.js';
import { shortenIdleTimeout } from '../ec2/shorten-idle-timeout.row.js';
import { snapshotVolumes } from '../ec2/snapshot-volumes.row.js';
import { deregisterInstance } from '../elb/deregister-instance.row.js';
import { deregisterTargets } from '../elbv2/deregister-targets.row.js';
import { endSessions } from '../ssm/end-sessions.row.js';
import type { HostRow } from './hosts.js';

/** The actions on an instance. */
export const hostRows: readonly HostRow[] = [
  protectInstance,
  suspendProcesses,
  snapshotVolumes,
  lockSnapshots,
  collectConsoleOutput,
  collectScreenshot,
  collectUserData,
  standbyInstance,
  deregisterTargets,
  deregisterInstance,
  removePublicAddresses,
  isolateInstance,
  shortenIdleTimeout,
  endSessions,
  detachProfile,
  disableMetadata,
  completeSnapshots,
];
