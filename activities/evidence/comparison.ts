import type { EvidenceItem } from '../../ledger/evidence/item.js';
import type { Bytes } from '../../workflows/contract/custody.js';

/** One item against the ledger: what is not as it stands there, and what is worth a look. */
export type Comparison = Bytes & { readonly differences: readonly string[]; readonly warnings: readonly string[] };

/** Nothing to say, of something that has no bytes to be read. */
export const nothingFound: Comparison = { differences: [], warnings: [], sha256: null, bytes: null };

/** What of the bytes that were read, by their SHA-256 in hexadecimal and their number, is not as the ledger says. */
export const bytesDifferences = (
  { sha256, bytes }: EvidenceItem,
  read: { readonly sha256: string; readonly bytes: number },
): readonly string[] => [
  ...(`sha256:${read.sha256}` === sha256
    ? []
    : [`altered bytes: their SHA-256 is ${read.sha256}, the ledger says ${sha256}`]),
  ...(read.bytes === bytes ? [] : [`it has ${read.bytes} bytes, the ledger says ${bytes}`]),
];
