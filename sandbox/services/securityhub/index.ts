import type { Service } from '../operation.js';
import { getFindingsOperations } from './get-findings.js';
import { hubOperations } from './hub.js';
import { importOperations } from './import.js';
import { applyUpdate, UPDATE, updateOperations, type Update } from './update.js';

/** AWS Security Hub CSPM: findings of all products in one place, in the AWS Security Finding Format. */
export const securityhub: Service = {
  name: 'securityhub',
  model: 'securityhub',
  families: [hubOperations, getFindingsOperations, importOperations, updateOperations],
  reactions: (world) => ({ [UPDATE]: (detail) => applyUpdate(world, detail as Update) }),
};
