import type { Hash } from '../contract/json.js';
import type { ReconcileRequest } from '../contract/reconciliation.js';
import { engine } from './proxies.js';

/** The workflow that holds the ledger against CloudTrail: operators hold no AWS credentials, workers do. */
export const reconcile = (request: ReconcileRequest): Promise<Hash> => engine['audit.reconcile'](request);
