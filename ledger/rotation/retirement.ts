import { deploymentChain } from '../../workflows/contract/deployment.js';
import { parseEntry } from '../entry-shape.js';
import type { LedgerKey } from '../keys.js';
import { Memory } from '../memory.js';
import { verifyEntry } from '../seals/single-entry.js';
import { rotationProblem } from './statement.js';

/** The once key of the entry that retires a key: there is no second one. */
export const retirementOnce = (key: string): string => `retired:${key}`;

/** Bytes of the longest text of an entry that retires a key: what is longer, somebody else has put there. */
export const maxRetirementBytes = 16 * 1024;

/**
 * The id of the key that signs since then, when this is the text of an entry that retires `key`: one of the deployment
 * chain that both keys have signed. Null for whatever else may stand there: to write rows is not to retire a key.
 */
export const successorIn = (text: string, key: LedgerKey): string | null => {
  const parsed = parseEntry(text);
  if ('problem' in parsed) return null;
  const { case: caseId, kind, body } = parsed.entry;
  if (caseId !== deploymentChain || kind !== 'deployment' || body.event !== 'key-rotated' || body.from !== key.id)
    return null;
  const isGenuine = !('problem' in verifyEntry(text, [key])) && rotationProblem(parsed.entry) === null;
  return isGenuine ? body.to.id : null;
};

const judged = new Memory<boolean>(64);

/** Whether this text retires `key`: worked out once, since it is asked before each COMMIT. */
export const isRetirement = (text: string, key: LedgerKey): boolean =>
  judged.recall(`${key.id} ${text}`, () => successorIn(text, key) !== null);
