import { proxyActivities } from '@temporalio/workflow';
import type { EvidenceActivities, HandOut } from '../contract/custody.js';
import type { CustodyRequest, Signed } from '../contract/documents.js';
import { ask, collect } from './profiles.js';

const asking = proxyActivities<EvidenceActivities>(ask);
const collecting = proxyActivities<EvidenceActivities>(collect);

/** Verifies evidence for whoever signed the request: for hours, where it is much. */
export const verifyEvidence = (signed: Signed<CustodyRequest>): Promise<void> =>
  collecting['evidence.verify']({ signed });

/** Hands evidence out to whoever signed the request. */
export const fetchEvidence = (signed: Signed<CustodyRequest>): Promise<HandOut> => asking['evidence.fetch']({ signed });
