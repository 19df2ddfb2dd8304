import type { Service } from '../operation.js';
import { attributeOperations } from './attribute-operations.js';
import { healthChecks } from './health-checks.js';
import { listenerOperations } from './listeners.js';
import { loadBalancerOperations } from './load-balancers.js';
import { ruleOperations } from './rules.js';
import { tagOperations } from './tags.js';
import { targetGroupOperations } from './target-groups.js';
import { targetOperations } from './target-operations.js';

/** Elastic Load Balancing with target groups: Application and Network Load Balancers. */
export const elbv2: Service = {
  name: 'elasticloadbalancing',
  model: 'elbv2',
  families: [
    loadBalancerOperations,
    targetGroupOperations,
    targetOperations,
    attributeOperations,
    listenerOperations,
    ruleOperations,
    tagOperations,
  ],
  reactions: healthChecks,
};
