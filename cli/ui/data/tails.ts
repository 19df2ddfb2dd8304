import type { Entry } from '../../../workflows/contract/entries.js';
import type { Reading } from '../../session/session.js';

/** Cases whose entries are kept: the one in use, and those below it. More would only hold memory. */
const most = 3;

/** The entries of the cases that were looked at last. */
export type Tails = {
  /** What was read of a case; null when it was not, or not lately. The same array while nothing was appended. */
  readonly of: (caseId: string) => readonly Entry[] | null;
  /** Reads a case, or what was appended to it since. */
  readonly read: (caseId: string) => Promise<void>;
  /** Reads on in the cases that grew, by how many entries each has now. */
  readonly readOn: (sizes: ReadonlyMap<string, number>) => Promise<void>;
};

/** Keeps entries read, in order of use. */
export const createTails = (reading: Reading): Tails => {
  const tails = new Map<string, readonly Entry[]>();

  const read = async (caseId: string): Promise<void> => {
    const known = tails.get(caseId);
    const fresh = await reading.entries(caseId, { after: known?.at(-1)?.seq ?? 0 });
    tails.set(caseId, known && fresh.length === 0 ? known : [...(known ?? []), ...fresh]);
    for (const oldest of [...tails.keys()].slice(0, -most)) tails.delete(oldest);
  };

  return {
    of: (caseId) => {
      const known = tails.get(caseId);
      if (known === undefined) return null;
      tails.delete(caseId);
      tails.set(caseId, known);
      return known;
    },
    read,
    readOn: async (sizes) => {
      const grown = [...tails].filter(([caseId, entries]) => (sizes.get(caseId) ?? 0) > (entries.at(-1)?.seq ?? 0));
      for (const [caseId] of grown) await read(caseId);
    },
  };
};
