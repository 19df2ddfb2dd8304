import { AwsFailure, type Service } from '../operation.js';
import { aliasOperations } from './aliases.js';
import { dataKeyOperations } from './data-keys.js';
import { encryptionOperations } from './encryption.js';
import { grantEndOperations } from './grant-ends.js';
import { grantOperations } from './grants.js';
import { keyOperations } from './keys.js';
import { macOperations } from './macs.js';
import { policyOperations } from './policies.js';
import { keyResourcePolicy } from './resource-policy.js';
import { rotationOperations } from './rotation.js';
import { signingOperations } from './signing.js';
import { stateOperations, stateReactions } from './states.js';
import { tagOperations } from './tags.js';

/** AWS Key Management Service: real cryptography, keys in each account and Region. */
export const kms: Service = {
  name: 'kms',
  model: 'kms',
  families: [
    keyOperations,
    stateOperations,
    aliasOperations,
    policyOperations,
    rotationOperations,
    tagOperations,
    encryptionOperations,
    dataKeyOperations,
    signingOperations,
    macOperations,
    grantOperations,
    grantEndOperations,
  ],
  resourcePolicy: keyResourcePolicy,
  reactions: stateReactions,
  dryRun: () =>
    new AwsFailure('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.'),
};
