import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerReader } from '../ledger/reader.js';
import { deploymentChain } from '../workflows/contract/deployment.js';

/** How often the ledger is looked at, in milliseconds. */
const glance = 1_000;

/**
 * Waits until the ledger says that this key was retired: answers the id of the one that signs since then. Null when it is
 * told to stop before. A ledger that cannot be read now says nothing; what needs it says so elsewhere.
 */
export const untilRetired = async (
  reader: Pick<LedgerReader, 'head' | 'entries'>,
  key: string,
  stopping: AbortSignal,
): Promise<string | null> => {
  let seen = 0;
  while (!stopping.aborted) {
    try {
      const seq = (await reader.head(deploymentChain))?.seq ?? 0;
      const fresh = seq > seen ? await reader.entries(deploymentChain, { after: seen, kinds: ['deployment'] }) : [];
      for (const { body } of fresh)
        if ('event' in body && body.event === 'key-rotated' && body.from === key) return body.to.id;
      seen = Math.max(seen, seq);
    } catch {
      // Looked at again.
    }
    await pause(glance, undefined, { signal: stopping }).catch(() => undefined);
  }
  return null;
};
