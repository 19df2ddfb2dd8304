import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { sha256 } from '../canonical.js';
import { deploymentBody } from '../entries/deployment.js';
import { signatureHolds } from '../entry.js';
import { KeyRing } from '../key-ring.js';
import { headsSchema, ledgerKey, publicKeyOf } from '../keys.js';
import type { TrustedKey } from '../keys.js';
import type { LedgerReader } from '../reader.js';
import { pinnedKeys } from '../signing-key.js';
import { checkLine } from '../verify-line.js';
import type { Link } from '../verify-line.js';

type Reader = Pick<LedgerReader, 'keys' | 'lines' | 'documentText'>;

/** What a ledger is verified with, in the order of succession; `pinned` says whether that rests on a pinned file. */
export type Trust = { readonly keys: readonly TrustedKey[]; readonly pinned: boolean };

/**
 * The keys that a ledger is verified with: where its public half is pinned that one decides, and each key that it, or
 * one after it, was rotated to. A key that is named in any other way counts for nothing: whoever can write the database
 * can also write its `keys` table, and sign a whole new chain with a key of their own. Without the pinned file the table
 * is all there is.
 */
export const trustedKeys = async (reader: Reader, keyPath: string): Promise<Trust> => {
  const pinned = pinnedKeys(keyPath);
  return { keys: await withRotations(pinned ?? (await reader.keys()), reader), pinned: pinned !== null };
};

/** Follows the deployment chain from the given keys, as far as it is genuine. */
const withRotations = async (first: readonly TrustedKey[], reader: Reader): Promise<readonly TrustedKey[]> => {
  const keys = new Map(first.map((key) => [key.id, key]));
  // Here, and not by its place: what is known of an old key from elsewhere says where it ends in this chain too.
  const retired = new Set<string>();
  let ring = new KeyRing(first);
  let before: Link | null = null;
  for await (const line of reader.lines(deploymentChain)) {
    const checked = checkLine(line, before, { ring, case: deploymentChain });
    if ('reason' in checked) break;
    const { entry, key } = checked;
    if (retired.has(entry.key) || !signatureHolds(entry.hash, entry.signature, key)) break;
    before = entry;
    const next = await successionIn(entry, keys, reader);
    if (next === 'broken') break;
    for (const one of next) keys.set(one.id, one);
    if (next.length === 0) continue;
    if (isRotation(entry)) retired.add(entry.key);
    ring = new KeyRing([...keys.values()]);
  }
  return [...keys.values()];
};

const isRotation = ({ kind, body }: Entry): boolean => kind === 'deployment' && body.event === 'key-rotated';

/** The keys about which a genuine entry says something new. */
const successionIn = async (
  entry: Entry,
  keys: ReadonlyMap<string, TrustedKey>,
  reader: Reader,
): Promise<readonly TrustedKey[] | 'broken'> => {
  const said = entry.kind === 'deployment' ? deploymentBody.safeParse(entry.body).data : undefined;
  if (said?.event !== 'key-rotated' && said?.event !== 'key-took-over') return [];
  const from = keys.get(said.from);
  if (said.event === 'key-rotated') {
    const to = publicKeyOf(said.to);
    // Both signed it: `checkLine` has seen to that. A key that is pinned as retired by another one is not rotated anew.
    if (!from || !to || (from.retired && from.retired.by !== said.to.id)) return 'broken';
    const retirement = from.retired ?? { at: entry.at, by: said.to.id, heads: null };
    return [{ ...from, retired: retirement }, keys.get(said.to.id) ?? ledgerKey(to)];
  }
  if (!from?.retired || from.retired.heads || from.retired.by !== entry.key) return [];
  const heads = headsIn(await reader.documentText(said.document), said.document);
  return heads ? [{ ...from, retired: { ...from.retired, heads } }] : 'broken';
};

const headsIn = (text: string | null, hash: string) => {
  if (text === null || sha256(text) !== hash) return null;
  return headsSchema.safeParse(JSON.parse(text)).data ?? null;
};
