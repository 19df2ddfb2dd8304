import type { Entry } from '../../workflows/contract/entries.js';
import { maxEntryBytes } from '../entry.js';
import type { TrustedKey } from '../keys.js';
import { verifyEntry } from './single-entry.js';
import { openCheckpoint, type Checkpoint } from './checkpoint.js';
import { inclusionProof, isIncluded } from './inclusion.js';
import type { Seal } from './seal.js';

const firstLine = 'c2sp.org/tlog-proof@v1';

/**
 * The proof that one entry stands in its case, to be shown without the rest: a C2SP tlog-proof, with the line of the
 * entry as its extra data. `lines` are those of the whole case, `note` a checkpoint of it that covers the entry.
 */
export const entryProof = async (
  lines: AsyncIterable<string> | Iterable<string>,
  { size, note }: { readonly size: number; readonly note: string },
  seq: number,
): Promise<string> => {
  let entry = '';
  async function* noticing(): AsyncIterable<string> {
    let at = 0;
    for await (const line of lines) {
      at += 1;
      if (at === seq) entry = line;
      yield line;
    }
  }
  const path = await inclusionProof(noticing(), size, seq - 1);
  return [
    firstLine,
    `extra ${Buffer.from(entry).toString('base64')}`,
    `index ${seq - 1}`,
    ...path.map((hash) => hash.toString('base64')),
    '',
    note,
  ].join('\n');
};

/** What a proof proves: this entry, at its place under this checkpoint; `seal` names the one of a retired key that is it. */
export type Proven = { readonly entry: Entry; readonly checkpoint: Checkpoint; readonly seal: string | null };

// An entry in base64, a path of at most 64 hashes, and a checkpoint.
const maxProofLength = 2 * maxEntryBytes + 128 * 1024;

/**
 * Verifies a proof with these keys: what it proves, or why it proves nothing. A checkpoint is taken from the proof alone,
 * but one by a retired key: whoever found that key can have made up all of it, as long a case as there was. It counts
 * where it is one of the `seals` that are kept where nobody adds one afterwards unseen.
 */
export const verifyProof = (
  text: string,
  keys: readonly TrustedKey[],
  seals: readonly Seal[] = [],
): Proven | { readonly problem: string } => {
  if (text.length > maxProofLength) return { problem: 'malformed: it is larger than any proof of an entry' };
  const end = text.indexOf('\n\n');
  const [first, extra = '', index = '', ...path] = text.slice(0, Math.max(0, end)).split('\n');
  const [, base64] = /^extra ([A-Za-z0-9+/]+={0,2})$/.exec(extra) ?? [];
  const [, at] = /^index (0|[1-9]\d{0,14})$/.exec(index) ?? [];
  const hashes = path.map((line) => Buffer.from(line, 'base64'));
  const arePlain = hashes.every((hash, n) => hash.length === 32 && hash.toString('base64') === path[n]);
  if (first !== firstLine || base64 === undefined || at === undefined || !arePlain)
    return { problem: 'malformed: it is no tlog-proof of an entry' };
  const checkpoint = openCheckpoint(text.slice(end + 2), keys);
  if ('problem' in checkpoint) return { problem: `checkpoint: ${checkpoint.problem}` };
  const line = Buffer.from(base64, 'base64');
  if (!isIncluded(line, hashes, checkpoint, Number(at)))
    return { problem: 'path: it does not lead from the entry to the root of the checkpoint' };
  const found = verifyEntry(line.toString('utf8'), keys);
  if ('problem' in found) return { problem: `entry: ${found.problem}` };
  const { entry } = found;
  // Under the root stands whatever the ledger held: that the entry says the same place is one more thing to hold.
  if (entry.case !== checkpoint.case || entry.seq !== Number(at) + 1)
    return { problem: `entry: it says ${entry.case}, entry ${entry.seq}, and stands at another place` };
  const retired = keys.find(({ id }) => id === checkpoint.ledger)?.retired;
  if (!retired) return { entry, checkpoint, seal: null };
  const alike = seals.filter((seal) => seal.case === checkpoint.case && seal.size === checkpoint.size);
  const other = alike.find(({ root }) => !root.equals(checkpoint.root));
  if (other) return { problem: `fork: ${other.name} seals another history than this checkpoint` };
  const [seal] = alike;
  return seal
    ? { entry, checkpoint, seal: seal.name }
    : { problem: `retired key: ${checkpoint.ledger} was retired at ${retired.at}, and no seal has this checkpoint` };
};
