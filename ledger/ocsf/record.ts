import type { Entry } from '../../workflows/contract/entries.js';
import type { JsonObject } from '../../workflows/contract/json.js';

/** The version of the Open Cybersecurity Schema Framework that records are written in. */
export const ocsfVersion = '1.8.0';

/** What a run was asked for as: where it acts, and for whom. */
export type RunContext = { readonly account: string; readonly region: string };

const epoch = (time: string): number => Date.parse(time);

/**
 * What the records of all classes have: `metadata.uid` is `<case>/<seq>`, and `raw_data_hash` the hash of the entry, so
 * that a record leads back to its entry, which alone is signed. Times are in milliseconds since the epoch.
 */
export const baseRecord = (
  { case: caseId, seq, at, kind, body, hash, key }: Entry,
  {
    categoryUid,
    classUid,
    activityId,
  }: { readonly categoryUid: number; readonly classUid: number; readonly activityId: number },
  context: RunContext | undefined,
  profiles: readonly string[] = ['cloud'],
): JsonObject => ({
  category_uid: categoryUid,
  class_uid: classUid,
  activity_id: activityId,
  type_uid: classUid * 100 + activityId,
  time: epoch(at),
  metadata: {
    version: ocsfVersion,
    profiles,
    product: { name: 'Firebreak', vendor_name: 'Firebreak' },
    log_name: 'ledger',
    uid: `${caseId}/${seq}`,
    correlation_uid: caseId,
    sequence: seq,
    logged_time: epoch(at),
  },
  cloud: {
    provider: 'AWS',
    // Type 10 is an AWS account.
    ...(context && { region: context.region, account: { uid: context.account, type_id: 10 } }),
  },
  // Not of `raw_data`, but of the entry as docs/audit.md has it: hence "other".
  raw_data_hash: { algorithm_id: 99, algorithm: 'firebreak.ledger.entry.v1', value: hash },
  unmapped: {
    case: caseId,
    seq,
    kind,
    run: body.run,
    ...('step' in body && typeof body.step === 'string' && { step: body.step }),
    key,
  },
});
