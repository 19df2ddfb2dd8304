import type { Service } from '../operation.js';
import { activityOperations } from './activity-operations.js';
import { evaluations } from './evaluate.js';
import { groupOperations } from './groups.js';
import { hookOperations } from './hooks.js';
import { instanceOperations } from './instances.js';
import { launchConfigurationOperations } from './launch-configurations.js';
import { membershipOperations } from './membership.js';
import { processOperations } from './processes.js';
import { refreshOperations } from './refresh-operations.js';
import { standbyOperations } from './standby.js';
import { tagOperations } from './tags.js';
import { trafficOperations } from './traffic-operations.js';
import { unplayedOperations } from './unplayed.js';

/** Amazon EC2 Auto Scaling: groups that keep their size and replace what is unhealthy. */
export const autoscaling: Service = {
  name: 'autoscaling',
  model: 'autoscaling',
  families: [
    groupOperations,
    instanceOperations,
    standbyOperations,
    membershipOperations,
    processOperations,
    hookOperations,
    refreshOperations,
    trafficOperations,
    tagOperations,
    activityOperations,
    launchConfigurationOperations,
    unplayedOperations,
  ],
  reactions: evaluations,
};
