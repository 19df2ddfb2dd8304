import type { Service } from '../operation.js';
import { assumeRoleOperations } from './assume-role.js';
import { identityOperations } from './identity.js';
import { tokenOperations } from './tokens.js';

/** AWS Security Token Service. */
export const sts: Service = {
  name: 'sts',
  model: 'sts',
  families: [identityOperations, assumeRoleOperations, tokenOperations],
};
