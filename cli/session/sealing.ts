import { LedgerUnavailableError } from '../../ledger/errors.js';
import { sealedSoFar } from '../../ledger/seals/standing.js';
import { trustedKeys } from '../../ledger/signing-key.js';
import { openLedgerReader } from '../../ledger/sqlite/reader.js';
import type { Config } from '../../worker/config.js';

/** How far the ledger is sealed, over all cases. */
export type SealingStatus = {
  /** The bucket that seals are kept in; null where no vault is configured. */
  readonly vault: string | null;
  /** When the newest seal was made. */
  readonly newest: string | null;
  /** How many cases have entries that no seal covers, and since when. */
  readonly waiting: { readonly cases: number; readonly since: string } | null;
  /** Whether something has waited longer than twice what is configured. */
  readonly late: boolean;
  /** Cases that are not sealed any more, because an older seal speaks against them. */
  readonly refused: readonly { readonly case: string; readonly reason: string }[];
};

/** Reads it off the ledger, which needs no worker; null while there is no ledger. */
export const sealingOf = ({ ledger: { path, key, sealEvery }, vault }: Config): SealingStatus | null => {
  const reader = opened(path);
  if (reader === null) return null;
  try {
    const { keys } = trustedKeys(reader.keys(), key);
    const cases = reader.cases().map((one) => ({ case: one, ...sealedSoFar(reader, keys, one) }));
    const since = cases.flatMap(({ waiting }) => waiting?.since ?? []).sort();
    const [first] = since;
    return {
      vault: vault?.bucket ?? null,
      newest:
        cases
          .flatMap(({ newest }) => newest?.at ?? [])
          .sort()
          .at(-1) ?? null,
      waiting: first === undefined ? null : { cases: since.length, since: first },
      late: first !== undefined && Date.now() - Date.parse(first) > 2 * sealEvery * 1_000,
      refused: cases.flatMap(({ case: name, refused }) => (refused === null ? [] : [{ case: name, reason: refused }])),
    };
  } finally {
    reader.close();
  }
};

const opened = (path: string) => {
  try {
    return openLedgerReader(path);
  } catch (error) {
    if (error instanceof LedgerUnavailableError) return null;
    throw error;
  }
};
