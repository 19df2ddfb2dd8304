import { sealEntries } from '../entry.js';
import { LedgerUnavailableError } from '../errors.js';
import { signHead } from '../head.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import { isRetirement, retirementOnce } from '../rotation/retirement.js';
import type { Signer } from '../signer.js';
import { Batch } from './batch.js';
import type { PlannedEntry } from './batch.js';
import type { WriterAnswer, WriterRequest } from './requests.js';
import type { BatchStore } from './store.js';

/** One result per request, in order: an answer, or why there is none. */
export type WriterResult = WriterAnswer | Error;

/**
 * Does a batch of requests in a transaction that the caller has begun and commits: only then the answers may be given.
 * Entries are chained as they come, and all of them and the heads of their cases are signed together. Whatever throws
 * here was no request's fault: the transaction must be rolled back, and none of the batch was recorded.
 */
export const writeBatch = async (
  store: BatchStore,
  signer: Signer,
  requests: readonly WriterRequest[],
): Promise<WriterResult[]> => {
  const batch = new Batch(store, signer.publicKey.id);
  const decisions = [];
  for (const request of requests) decisions.push(await batch.decide(request));
  const [texts, heads] = await Promise.all([
    sealEntries(
      batch.entries.map(({ chained }) => chained),
      signer,
    ),
    Promise.all([...batch.tails].map(([caseId, { seq, hash }]) => signHead(caseId, seq, hash, signer))),
  ]);
  const signed = new Map(batch.entries.map((entry, at) => [entry, texts[at] ?? '']));
  if (signed.size > 0) {
    const rows = [...signed].map(([{ case: caseId, seq, kind, columns, once }, text]) => ({
      case: caseId,
      seq,
      kind,
      columns,
      once,
      text,
    }));
    // Asked for together: a server far away answers once.
    const [retirement] = await Promise.all([
      store.retirementText(signer.id),
      store.insertEntries(rows),
      store.saveHeads(heads),
    ]);
    // The last that it signs is that it was retired.
    const isRetired = retirement !== null && isRetirement(retirement, signer.publicKey);
    if (isRetired && !batch.entries.some(retires(signer.id)))
      throw new LedgerUnavailableError('retired', `key ${signer.id} was retired, another one signs since then`);
  }
  const textOf = (entry: string | PlannedEntry): string =>
    typeof entry === 'string' ? entry : (signed.get(entry) ?? '');
  return decisions.map((decision) =>
    decision instanceof Error
      ? decision
      : {
          text: textOf(decision.text),
          older: decision.older === null ? null : textOf(decision.older),
          repeated: decision.repeated,
        },
  );
};

const retires =
  (key: string) =>
  (entry: PlannedEntry): boolean =>
    entry.case === deploymentChain && entry.once === retirementOnce(key);
