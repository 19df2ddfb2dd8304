import type { Service } from '../operation.js';
import { classicChecks } from './health-checks.js';
import { classicInstanceOperations } from './instances.js';
import { classicOperations } from './load-balancers.js';

/** Elastic Load Balancing as it was first: Classic Load Balancers, thinly. */
export const elb: Service = {
  name: 'elasticloadbalancing',
  model: 'elb',
  families: [classicOperations, classicInstanceOperations],
  reactions: classicChecks,
};
