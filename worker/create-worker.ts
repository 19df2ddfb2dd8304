import type { NativeConnection } from '@temporalio/worker';
import type { AnyAction } from '../activities/action.js';
import { catalogue as everyAction } from '../activities/catalogue.js';
import type { Ledger } from '../ledger/ledger.js';
import { openLedger } from '../ledger/open.js';
import { buildId as ownBuildId } from './build-id.js';
import type { Config } from './config.js';
import type { Firebreak } from './firebreak.js';
import { openLedgerSigner } from './ledger-signer.js';
import { recordRefusal } from './start-record.js';
import { wired } from './wired.js';
import { shippedWorkflows, type WorkflowCode } from './workflow-code.js';

/**
 * What tests and benches may replace: the catalogue, the workflows, what their code is called; and what stands before the
 * ledger.
 */
export type Parts = {
  readonly catalogue?: readonly AnyAction[];
  readonly workflows?: WorkflowCode;
  readonly buildId?: string;
  readonly watch?: (ledger: Ledger) => Ledger;
};

const asItIs = (ledger: Ledger): Ledger => ledger;

/** Wires ledger, AWS clients and Temporal into one worker. It holds the ledger open until `close`. */
export const createWorker = async (
  config: Config,
  connection: NativeConnection,
  {
    catalogue = everyAction,
    buildId = ownBuildId(),
    workflows = shippedWorkflows(buildId),
    watch = asItIs,
  }: Parts = {},
): Promise<Firebreak> => {
  const signer = await openLedgerSigner(config);
  const ledger = watch(await openLedger(config.ledger, { keyPath: config.ledger.key, signer }));
  const actor = `worker:${buildId}`;
  try {
    const parts = { catalogue, workflows, buildId };
    return await wired(config, connection, parts, { ledger, signer, actor });
  } catch (error) {
    await recordRefusal(ledger, actor, error);
    await ledger.close();
    signer.close();
    throw error;
  }
};
