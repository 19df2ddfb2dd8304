import { LedgerUnavailableError } from '../../ledger/errors.js';
import { openReader } from '../../ledger/open.js';
import { sealedSoFar, type Sealed } from '../../ledger/seals/standing.js';
import { trustedKeys } from '../../ledger/rotation/trusted-keys.js';
import type { LedgerReader } from '../../ledger/reader.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { Config } from '../../worker/config.js';

/** How far the ledger is sealed, over all cases. */
export type SealingStatus = {
  /** The bucket that seals are kept in; null where no vault is configured. */
  readonly vault: string | null;
  /** Whether the vault was in the account under attack when a worker last looked: who owns that can end it. */
  readonly isInAttackedAccount: boolean;
  /** When the newest seal was made. */
  readonly newest: string | null;
  /** How many cases have entries that no seal covers, and since when. */
  readonly waiting: { readonly cases: number; readonly since: string } | null;
  /** Whether something has waited longer than twice what is configured. */
  readonly late: boolean;
  /** Cases that are not sealed any more, because an older seal speaks against them. */
  readonly refused: readonly { readonly case: string; readonly reason: string }[];
};

/** Reads it off the ledger, which needs no worker; null while there is no ledger, or none that answers. */
export const sealingOf = async (config: Config): Promise<SealingStatus | null> => {
  try {
    const reader = await openReader(config.ledger);
    try {
      return await readSealing(reader, config);
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (error instanceof LedgerUnavailableError) return null;
    throw error;
  }
};

const readSealing = async (
  reader: LedgerReader,
  { ledger: { key, sealEvery }, vault }: Config,
): Promise<SealingStatus> => {
  const { keys } = await trustedKeys(reader, key);
  const cases: (Sealed & { readonly case: string })[] = [];
  for (const one of await reader.cases()) cases.push({ case: one, ...(await sealedSoFar(reader, keys, one)) });
  const since = cases.flatMap(({ waiting }) => waiting?.since ?? []).sort();
  const [first] = since;
  return {
    vault: vault?.bucket ?? null,
    isInAttackedAccount: (await vaultChecked(reader, vault?.bucket))?.isInAttackedAccount ?? false,
    newest:
      cases
        .flatMap(({ newest }) => newest?.at ?? [])
        .sort()
        .at(-1) ?? null,
    waiting: first === undefined ? null : { cases: since.length, since: first },
    late: first !== undefined && Date.now() - Date.parse(first) > 2 * sealEvery * 1_000,
    refused: cases.flatMap(({ case: name, refused }) => (refused === null ? [] : [{ case: name, reason: refused }])),
  };
};

/** What a worker found of the vault when that last changed. */
const vaultChecked = async (reader: LedgerReader, bucket: string | undefined) =>
  (await reader.entries(deploymentChain, { kinds: ['deployment'] }))
    .flatMap(({ body }) => ('event' in body && body.event === 'vault-examined' && body.bucket === bucket ? body : []))
    .at(-1);
