import { isRead, type Charge, type Charges, type Limit } from './limit.js';

// "Request throttling for the ELB API" (Elastic Load Balancing User Guide): categories share no tokens, but all draw
// on the account's bucket too.
const ACCOUNT: Limit = [40, 10];
const READS: Limit = [40, 10];
const WRITES: Limit = [20, 3];
const REGISTRATIONS: Limit = [20, 4];
const HEAVY: Limit = [10, 0.2];

const categories: Readonly<Record<string, readonly [category: string, limit: Limit]>> = {
  CreateLoadBalancer: ['resource-intensive', HEAVY],
  SetSubnets: ['resource-intensive', HEAVY],
  CreateTrustStore: ['trust-store', HEAVY],
  RegisterTargets: ['registration', REGISTRATIONS],
  DeregisterTargets: ['registration', REGISTRATIONS],
  RegisterInstancesWithLoadBalancer: ['registration', REGISTRATIONS],
  DeregisterInstancesFromLoadBalancer: ['registration', REGISTRATIONS],
};

/** A token of the operation's category and one of the account. */
export const loadBalancingCharges: Charges = ({ operation }) => {
  const [category, limit] = categories[operation] ?? (isRead(operation) ? ['reads', READS] : ['writes', WRITES]);
  return [category, 'account'].map((bucket): Charge => ({
    bucket,
    limit: bucket === 'account' ? ACCOUNT : limit,
    tokens: 1,
  }));
};
