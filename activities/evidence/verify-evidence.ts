import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { sha256 } from '../../ledger/canonical.js';
import type { EvidenceItem } from '../../ledger/evidence/item.js';
import { isGenuine } from '../../ledger/genuine.js';
import { KeyRing } from '../../ledger/key-ring.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { VerifyProgress } from '../../workflows/contract/custody.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { readingFor } from '../aws/attempt.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from '../engine/context.js';
import type { Admitted } from './admit.js';
import { checkDocument } from './check-document.js';
import { checkObject, type Told } from './check-object.js';
import { checkSnapshot, checkVolume } from './check-snapshot.js';
import { nothingFound, type Comparison } from './comparison.js';

/** Compares each item with the ledger, one after another. Those that an earlier attempt came to are on record, and stay. */
export const verifyItems = async (
  workplace: Workplace,
  { document: { case: caseId }, by, items }: Admitted,
  told: (progress: VerifyProgress) => void,
): Promise<void> => {
  const { ledger, actor, stopping, clients } = workplace;
  const before = await ledger.entries(caseId, { run: by.run, kinds: ['custody'] });
  const done = new Set(
    before.flatMap(({ body }) => ('event' in body && body.event === 'verified' ? [body.evidence] : [])),
  );
  const forged = await notGenuine(ledger, caseId);
  const signal = AbortSignal.any([Context.current().cancellationSignal, stopping]);
  for (const [index, item] of items.entries()) {
    const at = { item: index + 1, items: items.length, evidence: item.id };
    const tell: Told = (bytes, of) => told({ ...at, bytes, of });
    tell(0, item.bytes ?? 0);
    if (done.has(item.id)) continue;
    const look = async (): Promise<Comparison> => {
      const problem = item.entries.flatMap(({ seq }) => forged.get(seq) ?? []).at(0);
      return problem === undefined
        ? lookAt(workplace, item, tell, signal)
        : { ...nothingFound, differences: [problem] };
    };
    const attempt = readingFor({ case: caseId, run: by.run });
    const found = await clients.during(attempt, look).catch((error: unknown) => {
      if (stopping.aborted)
        throw failure(failureTypes.unavailable, 'The worker is stopping.', 'Another worker goes on with it.');
      throw error;
    });
    const ok = found.differences.length === 0;
    const body = { ...by, event: 'verified', evidence: item.id, ok, ...found } as const;
    await ledger.appendOnce(caseId, actor, 'custody', body, `custody:${by.run}:${sha256(item.id)}`);
  }
};

// What AWS will never answer is a difference of that item, and no reason to leave the others unlooked at.
const lookAt = async (
  workplace: Workplace,
  item: EvidenceItem,
  told: Told,
  signal: AbortSignal,
): Promise<Comparison> => {
  try {
    return await read(workplace, item, told, signal);
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !error.nonRetryable) throw error;
    return { ...nothingFound, differences: [`could not be checked: ${error.message}`] };
  }
};

/**
 * Whoever can alter evidence might alter what is on record of it, too: the numbers of such entries, and what is wrong. All
 * that items are made of is looked at, whatever the columns beside it say; a second copy of an entry is none.
 */
export const notGenuine = async (
  ledger: Pick<Ledger, 'entries' | 'keys'>,
  caseId: string,
): Promise<ReadonlyMap<number, string>> => {
  const ring = new KeyRing(ledger.keys);
  const problems = new Map<number, string>();
  let last = 0;
  for (const entry of await ledger.entries(caseId, { kinds: ['evidence'] })) {
    if (entry.seq <= last || !isGenuine(entry, caseId, ring))
      problems.set(entry.seq, `entry ${entry.seq} of ${caseId} is not genuine. Run: firebreak audit verify`);
    last = Math.max(last, entry.seq);
  }
  return problems;
};

const read = async (
  { ledger, clients, scope }: Workplace,
  item: EvidenceItem,
  told: Told,
  signal: AbortSignal,
): Promise<Comparison> => {
  const { location } = item;
  if ('bucket' in location) return checkObject(clients.vault, item, location, told, signal);
  if ('document' in location) return checkDocument(ledger, item, location.document);
  if ('place' in location)
    return { ...nothingFound, differences: [`could not be checked: nobody knows how to read ${location.place}`] };
  const { region } = await scope();
  if (location.region !== region)
    return {
      ...nothingFound,
      differences: [`could not be checked: it is in ${location.region}, this worker in ${region}`],
    };
  return 'snapshotId' in location
    ? checkSnapshot(clients, item, location.snapshotId)
    : checkVolume(clients, location.volumeId);
};
