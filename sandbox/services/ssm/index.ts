import type { Service } from '../operation.js';
import { beatReaction, beginBeats } from './beat.js';
import { cancelCommand } from './cancel-command.js';
import { commandQueries } from './command-queries.js';
import { dispatchReaction } from './delivery.js';
import { documentSharing } from './document-sharing.js';
import { cancelReaction, expireReaction, stepReaction } from './execution.js';
import { parameterReads } from './get-parameters.js';
import { inventoryOperations } from './inventory.js';
import { managedNodeOperations } from './managed-nodes.js';
import { parameterWrites } from './put-parameter.js';
import { documentReads } from './read-documents.js';
import { sendCommand } from './send-command.js';
import { sessionOperations } from './session-operations.js';
import { documentWrites } from './write-documents.js';

/** AWS Systems Manager: managed nodes, Run Command, documents, sessions and Parameter Store. */
export const ssm: Service = {
  name: 'ssm',
  model: 'ssm',
  families: [
    sendCommand,
    commandQueries,
    cancelCommand,
    managedNodeOperations,
    inventoryOperations,
    sessionOperations,
    documentReads,
    documentWrites,
    documentSharing,
    parameterReads,
    parameterWrites,
  ],
  reactions: (world) => {
    beginBeats(world);
    return {
      'ssm.beat': beatReaction(world),
      'ssm.dispatch': dispatchReaction(world),
      'ssm.step': stepReaction(world),
      'ssm.expire': expireReaction(world),
      'ssm.cancel': cancelReaction(world),
    };
  },
};
