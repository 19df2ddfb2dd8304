import type { HostRow } from '../matrix/hosts.js';

export const collectUserData: HostRow = {
  action: 'collectUserData',
  scenes: [{ apply: [], reads: ['DescribeInstanceAttribute'], gone: 'done all the same' }],
};
