import type { Service } from '../operation.js';
import { computeFamilies, computeReactions } from './compute-families.js';
import { networkFamilies, networkReactions } from './network-families.js';
import { tagOperations } from './tags.js';

/** Amazon EC2, as far as an incident touches it. */
export const ec2: Service = {
  name: 'ec2',
  model: 'ec2',
  families: [tagOperations, ...networkFamilies, ...computeFamilies],
  reactions: (world) => ({ ...networkReactions(world), ...computeReactions(world) }),
};
