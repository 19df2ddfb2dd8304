import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerKey } from '../ledger/keys.js';
import type { LedgerReader } from '../ledger/reader.js';
import { successorIn } from '../ledger/rotation/retirement.js';
import { deploymentChain } from '../workflows/contract/deployment.js';

/** How often the ledger is looked at, in milliseconds. */
const glance = 1_000;
const textsAtOnce = 100;

/**
 * Waits until the ledger says that this key was retired, and both keys have signed that: answers the id of the one that
 * signs since then. Null when it is told to stop before. A ledger that cannot be read now says nothing; what needs it
 * says so elsewhere.
 */
export const untilRetired = async (
  reader: Pick<LedgerReader, 'head' | 'texts'>,
  key: LedgerKey,
  stopping: AbortSignal,
): Promise<string | null> => {
  let seen = 0;
  while (!stopping.aborted) {
    try {
      const size = (await reader.head(deploymentChain))?.seq ?? 0;
      // More had been seen than there is: rows were taken out that belonged to no chain.
      if (size < seen) seen = 0;
      while (seen < size) {
        const texts = await reader.texts(deploymentChain, seen, textsAtOnce);
        for (const text of texts) {
          const successor = successorIn(text, key);
          if (successor !== null) return successor;
        }
        seen += texts.length;
        if (texts.length < textsAtOnce) break;
      }
    } catch {
      // Looked at again.
    }
    await pause(glance, undefined, { signal: stopping }).catch(() => undefined);
  }
  return null;
};
