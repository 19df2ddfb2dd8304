import { hash as digestOf, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Entry, EntryKind } from '../workflows/contract/entries.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import { canonical } from './canonical.js';
import type { Signer } from './signer.js';

// Domain separation: a hash or signature made for an entry is never one made for anything else.
const hashDomain = 'firebreak.ledger.entry.v1\n';
const signatureDomain = Buffer.from('firebreak.ledger.signature.v1\n');

/** `prev` of the first entry of a case. The case id is inside what is hashed, so chains cannot be swapped. */
export const genesis: Hash = `sha256:${'0'.repeat(64)}`;

/** The largest entry, in bytes of its canonical text; what is larger belongs into the document store. */
export const maxEntryBytes = 256 * 1024;

/** An entry before it is chained and signed; `body` is already canonical text. */
export type EntryDraft = {
  readonly case: string;
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly kind: EntryKind;
  readonly body: string;
};

/** An entry in its place in a chain, before it is signed: the hash that the next one follows does not cover `signature`. */
export type ChainedEntry = { readonly hash: Hash; readonly textWith: (signature: string) => string };

type Sealed = { readonly hash: Hash; readonly signature: string };

// RFC 8785 sorts members by name; writing them out in that order spares a second pass over the body.
const textOf = (draft: EntryDraft, prev: Hash, key: string, seal: Sealed | null): string =>
  `{"actor":${canonical(draft.actor)},"at":${canonical(draft.at)},"body":${draft.body},"case":${canonical(draft.case)}` +
  endOf(draft, prev, key, seal);

const endOf = ({ kind, seq }: Pick<EntryDraft, 'kind' | 'seq'>, prev: Hash, key: string, seal: Sealed | null): string =>
  (seal ? `,"hash":"${seal.hash}"` : '') +
  `,"key":${canonical(key)},"kind":"${kind}","prev":"${prev}","seq":${seq}` +
  (seal ? `,"signature":"${seal.signature}"` : '') +
  ',"v":1}';

const hashText = (text: string): Hash => `sha256:${digestOf('sha256', hashDomain + text)}`;

/** The bytes an entry's signature is over: its hash, in the domain of entry signatures. */
export const signedBytes = (hash: Hash): Buffer => Buffer.concat([signatureDomain, Buffer.from(hash.slice(7), 'hex')]);

/** Stands where a signature will: as long as every signature is, so that the length of an entry is known before. */
export const noSignature = `${'A'.repeat(86)}==`;

/** Chains one entry, to be signed by the key of this id: `hash` covers all but itself and `signature`. */
export const chainEntry = (draft: EntryDraft, prev: Hash, key: string): ChainedEntry => {
  const hash = hashText(textOf(draft, prev, key, null));
  return { hash, textWith: (signature) => textOf(draft, prev, key, { hash, signature }) };
};

/** Signs entries that were chained before, all at once: their canonical texts, in the same order. */
export const sealEntries = (chained: readonly ChainedEntry[], signer: Signer): Promise<readonly string[]> =>
  Promise.all(
    chained.map(async ({ hash, textWith }) => textWith((await signer.sign(signedBytes(hash))).toString('base64'))),
  );

/** What an entry ought to be, recomputed from its parts: its hash and its exact text. */
export const recompute = (entry: Entry): { readonly hash: Hash; readonly text: string } => {
  const draft = { ...entry, body: canonical(entry.body as unknown as Json) };
  const hash = hashText(textOf(draft, entry.prev, entry.key, null));
  return { hash, text: textOf(draft, entry.prev, entry.key, { hash, signature: entry.signature }) };
};

/**
 * What a line hashes to when it is the canonical form of this entry, without making that form again: all that the hash
 * leaves out stands after the body, in a known place. Null when the line does not end as such an entry does.
 */
export const hashOfLine = (line: string, entry: Entry): Hash | null => {
  const end = endOf(entry, entry.prev, entry.key, entry);
  if (!line.endsWith(end)) return null;
  return hashText(line.slice(0, line.length - end.length) + endOf(entry, entry.prev, entry.key, null));
};

/** Whether the entry's own signature is one by this key over this hash. */
export const signatureHolds = (hash: Hash, signature: string, publicKey: KeyObject): boolean =>
  verify(null, signedBytes(hash), publicKey, Buffer.from(signature, 'base64'));
