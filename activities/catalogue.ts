import type { AnyAction } from './action.js';
import { standbyInstance } from './autoscaling/standby-instance.js';
import { suspendProcesses } from './autoscaling/suspend-processes.js';
import { collectConsoleOutput } from './ec2/collect-console-output.js';
import { collectScreenshot } from './ec2/collect-screenshot.js';
import { collectUserData } from './ec2/collect-user-data.js';
import { completeSnapshots } from './ec2/complete-snapshots.js';
import { detachProfile } from './ec2/detach-profile.js';
import { disableMetadata } from './ec2/disable-metadata.js';
import { isolateInstance } from './ec2/isolate-instance.js';
import { lockSnapshots } from './ec2/lock-snapshots.js';
import { protectInstance } from './ec2/protect-instance.js';
import { removePublicAddresses } from './ec2/remove-public-addresses.js';
import { shortenIdleTimeout } from './ec2/shorten-idle-timeout.js';
import { snapshotVolumes } from './ec2/snapshot-volumes.js';
import { deregisterInstance } from './elb/deregister-instance.js';
import { deregisterTargets } from './elbv2/deregister-targets.js';
import { deactivateCredentials } from './iam/deactivate-credentials.js';
import { deactivateKeys } from './iam/deactivate-keys.js';
import { deleteLoginProfile } from './iam/delete-login-profile.js';
import { denyHostSessions } from './iam/deny-host-sessions.js';
import { denyTrust } from './iam/deny-trust.js';
import { denyUser } from './iam/deny-user.js';
import { revokeSessions } from './iam/revoke-sessions.js';
import { captureMemory } from './ssm/capture-memory.js';
import { endSessions } from './ssm/end-sessions.js';
import { probeMemory } from './ssm/probe-memory.js';

/** Every action that Firebreak knows: a new one is its file and one line here. */
export const catalogue: readonly AnyAction[] = [
  protectInstance,
  suspendProcesses,
  snapshotVolumes,
  lockSnapshots,
  collectConsoleOutput,
  collectScreenshot,
  collectUserData,
  probeMemory,
  captureMemory,
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
  denyUser,
  deactivateKeys,
  deleteLoginProfile,
  deactivateCredentials,
  denyHostSessions,
  denyTrust,
  revokeSessions,
];
