import type { Bytes } from '../../workflows/contract/custody.js';

/** One item against the ledger: what is not as it stands there, and what is worth a look. */
export type Comparison = Bytes & { readonly differences: readonly string[]; readonly warnings: readonly string[] };

/** Nothing to say, of something that has no bytes to be read. */
export const nothingFound: Comparison = { differences: [], warnings: [], sha256: null, bytes: null };
