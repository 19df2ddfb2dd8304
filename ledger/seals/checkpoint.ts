import { KeyRing } from '../key-ring.js';
import type { LedgerKey, TrustedKey } from '../keys.js';
import type { Signer } from '../signer.js';
import type { NodeHash } from './merkle.js';
import { isSignedBy, readNote, signNote, verifierKey, type NoteKey } from './note.js';

/** What a checkpoint says: this case of this ledger had `size` entries, and `root` over them. */
export type Checkpoint = {
  /** The id of the key that the ledger is signed with. */
  readonly ledger: string;
  readonly case: string;
  readonly size: number;
  /** RFC 6962, over the lines of the entries in order. */
  readonly root: NodeHash;
};

/** A case as a part of a URL or a path: neither what separates their parts nor what goes up in them. */
export const caseInUrl = (caseId: string): string =>
  encodeURIComponent(caseId).replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length));

/**
 * The log that a case is, as C2SP asks for it: a URL without a schema, and no spaces or plus signs. A ledger is called
 * by the id of its key: it is what verifiers pin anyway, and whoever alters the database cannot alter it.
 */
export const originOf = (at: Pick<Checkpoint, 'ledger' | 'case'>): string =>
  `firebreak.local/${at.ledger}/${caseInUrl(at.case)}`;

const readOrigin = (origin: string): Pick<Checkpoint, 'ledger' | 'case'> | null => {
  const [, ledger, name] = /^firebreak\.local\/([0-9a-f]{16})\/([^/]{1,3072})$/.exec(origin) ?? [];
  if (ledger === undefined || name === undefined) return null;
  try {
    const at = { ledger, case: decodeURIComponent(name) };
    return originOf(at) === origin ? at : null;
  } catch {
    return null;
  }
};

const textOf = (checkpoint: Checkpoint): string =>
  `${originOf(checkpoint)}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`;

const noteKey = (at: Pick<Checkpoint, 'ledger' | 'case'>, { publicKey }: LedgerKey): NoteKey => ({
  name: originOf(at),
  publicKey: Buffer.from(publicKey, 'base64'),
});

/** The key of one case's checkpoints, as the tools for transparency logs take it. */
export const caseVerifierKey = (caseId: string, key: LedgerKey): string =>
  verifierKey(noteKey({ ledger: key.id, case: caseId }, key));

/**
 * Signs a checkpoint of a case as a note (C2SP tlog-checkpoint), with the key that signs its entries.
 *
 * One key for both is safe, because no message is of both kinds: what is signed for an entry or a head begins with the
 * line `firebreak.ledger.signature.v1` or `firebreak.ledger.head.v1`, and the first line of a checkpoint is its origin,
 * which has slashes in it. Ed25519 signs the message itself, so a signature over one is none over the other.
 */
export const signCheckpoint = (at: Omit<Checkpoint, 'ledger'>, { id, publicKey, sign }: Signer): Promise<string> => {
  const checkpoint = { ...at, ledger: id };
  return signNote(textOf(checkpoint), noteKey(checkpoint, publicKey), sign);
};

/** Reads a checkpoint with these keys: what it says, or why that proves nothing. */
export const openCheckpoint = (
  text: string,
  keys: readonly TrustedKey[],
): Checkpoint | { readonly problem: string } => {
  const note = readNote(text);
  const [origin = '', size = '', root = '', ...rest] = note?.text.split('\n') ?? [];
  const at = readOrigin(origin);
  const bytes = Buffer.from(root, 'base64');
  // Extension lines are part of what is signed, but nothing that we write: whoever adds them must be asked what they are.
  const isWhole = rest.length === 1 && /^[1-9]\d{0,14}$/.test(size) && bytes.length === 32;
  if (note === null || at === null || !isWhole || bytes.toString('base64') !== root)
    return { problem: 'malformed: it is no checkpoint of a case' };
  const ring = new KeyRing(keys);
  const signers = keys.flatMap((key) => {
    const publicKey = ring.get(key.id);
    const holds = publicKey ? isSignedBy(note, noteKey(at, key), publicKey) : null;
    return holds === null ? [] : { id: key.id, holds };
  });
  const [signer] = signers;
  if (!signer) return { problem: 'unknown key: no trusted key signed it' };
  if (signers.some(({ holds }) => !holds)) return { problem: 'signature: it is not one over this checkpoint' };
  // A retired key must not speak under the name of the one that signs since.
  if (signer.id !== at.ledger) return { problem: `unknown key: ${signer.id} signed a checkpoint of ${at.ledger}` };
  const retired = ring.retiredProblem({ case: at.case, seq: Number(size), key: signer.id });
  if (retired !== null) return { problem: retired };
  return { ...at, size: Number(size), root: bytes };
};
