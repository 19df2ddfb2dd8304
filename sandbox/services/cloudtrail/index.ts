import type { Service } from '../operation.js';
import { deliverDigests, deliverLogs } from './delivery.js';
import { DELIVER, DIGEST, type Delivery } from './delivery-plan.js';
import { loggingOperations } from './logging.js';
import { lookupOperations } from './lookup.js';
import { publicKeyOperations } from './public-keys.js';
import { selectorOperations } from './selectors.js';
import { trailReadOperations } from './trail-reads.js';
import { tagOperations } from './trail-tags.js';
import { trailOperations } from './trails.js';

/** AWS CloudTrail: the record of management events, and trails that deliver it. */
export const cloudtrail: Service = {
  name: 'cloudtrail',
  model: 'cloudtrail',
  families: [
    lookupOperations,
    trailOperations,
    trailReadOperations,
    loggingOperations,
    selectorOperations,
    tagOperations,
    publicKeyOperations,
  ],
  reactions: (world) => ({
    [DELIVER]: (detail, at) => deliverLogs(world, detail as Delivery, at),
    [DIGEST]: (detail, at) => deliverDigests(world, detail as Delivery, at),
  }),
};
