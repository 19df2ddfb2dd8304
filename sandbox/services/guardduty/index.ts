import type { Service } from '../operation.js';
import { detectorOperations } from './detectors.js';
import { EXPORT, type Export } from './export-plan.js';
import { exportFinding } from './export.js';
import { filterOperations } from './filters.js';
import { findingOperations } from './finding-operations.js';
import { listOperations } from './lists.js';
import { memberOperations, tagOperations } from './organization.js';
import { sampleOperations } from './samples.js';
import { statisticsOperations } from './statistics.js';

/** Amazon GuardDuty: one detector in a Region, and what it found. */
export const guardduty: Service = {
  name: 'guardduty',
  model: 'guardduty',
  families: [
    detectorOperations,
    findingOperations,
    sampleOperations,
    statisticsOperations,
    filterOperations,
    listOperations,
    memberOperations,
    tagOperations,
  ],
  reactions: (world) => ({ [EXPORT]: (detail) => exportFinding(world, detail as Export) }),
};
