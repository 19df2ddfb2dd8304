import { caseInUrl, type Checkpoint } from './checkpoint.js';

/** What a seal is held against a history for, and where it was found: a file, an object, an entry. */
export type Seal = Pick<Checkpoint, 'case' | 'size' | 'root'> & { readonly name: string };

/** Where all seals of a ledger are kept in a bucket or a folder. */
export const placeOfLedger = (ledger: string): string => `seals/${ledger}/`;

/** Where the seals of a case are kept. */
export const placeOfCase = (at: Pick<Checkpoint, 'ledger' | 'case'>): string =>
  `${placeOfLedger(at.ledger)}${caseInUrl(at.case)}/`;

/** The name of a seal below that of its case. Sizes have leading zeros, so that a listing has the newest last. */
export const nameOf = ({ size, root }: Pick<Checkpoint, 'size' | 'root'>): string =>
  `${String(size).padStart(12, '0')}-${root.toString('hex')}.checkpoint`;

/** What the name of a seal says of it, which only its content proves; null when it is no such name. */
export const readName = (name: string): Pick<Checkpoint, 'size' | 'root'> | null => {
  const [, size = '', root = ''] = /^(\d{12,15})-([0-9a-f]{64})\.checkpoint$/.exec(name) ?? [];
  const said = { size: Number(size), root: Buffer.from(root, 'hex') };
  return said.size > 0 && nameOf(said) === name ? said : null;
};
