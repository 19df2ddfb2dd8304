import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Entry } from '../workflows/contract/entries.js';
import type { Hash } from '../workflows/contract/json.js';
import { signedBytes } from './entry.js';
import type { SignedHead } from './head.js';
import { KeyRing } from './key-ring.js';
import type { TrustedKey } from './keys.js';
import { DocumentCheck } from './verify-documents.js';
import type { DocumentTexts } from './verify-documents.js';
import { headProblem } from './verify-head.js';
import type { FirstBad } from './verify-head.js';
import { checkLine } from './verify-line.js';
import type { CheckedLine, LedgerLines, Link } from './verify-line.js';

export type { LedgerLine, LedgerLines } from './verify-line.js';

/** What verification found. `entries` counts the good ones, `head` is the hash of the last good one. */
export type LedgerReport = {
  readonly ok: boolean;
  readonly case: string | null;
  readonly entries: number;
  readonly head: Hash | null;
  readonly firstBad: FirstBad | null;
  /** How many good entries rest on an AWS proof: that AWS bore it out is the word of who signed the entry, no more. */
  readonly attested: number;
  /** The ids of the keys that signed good entries. */
  readonly keys: readonly string[];
};

/** What else to check. */
export type VerifyOptions = {
  /** The case that was asked for: another case's chain does not pass for it. */
  readonly case?: string;
  /** The signed head beside the chain: entries it speaks of that are gone show. */
  readonly head?: SignedHead | null;
  /** Each document that an entry names is hashed again. */
  readonly documents?: DocumentTexts;
};

/** A good line, if its signature is one. Nothing of its body is kept: memory does not grow with the case. */
type Unsettled = Link & { readonly key: string; readonly attested: boolean; readonly holds: Promise<boolean> };

/** So many signatures are verified while the next lines are read. */
const ahead = 32;

/**
 * Verifies one case line by line with the given keys, and names the first line that is not what was written and why.
 *
 * 1. Shape, sequence, case, hash, canonical text, `prev`, time, key, signature, and index columns where there are any.
 * 2. It stops at the first bad line: what follows a break proves nothing.
 * 3. Entries cut off at the end show only against something kept elsewhere. `head` is signed in the transaction that
 *    appends, so deleting rows shows; somebody who puts back an old copy of the whole database is caught only by a
 *    newer head or seal kept out of their reach. An exported file alone cannot show it.
 * 4. What a retired key signed counts as far as the chain reached when it was retired.
 * 5. Whoever holds the private key can write a new history: the keys given here must come from where they cannot write.
 *
 * Signatures are verified on Node's thread pool, so the event loop stays free in between.
 */
export const verifyLedger = async (
  lines: LedgerLines,
  keys: readonly TrustedKey[],
  options: VerifyOptions = {},
): Promise<LedgerReport> => {
  const ring = new KeyRing(keys);
  const documents = options.documents ? new DocumentCheck(options.documents) : null;
  const against = { ring, case: options.case };
  const proven = new Proven();
  let before: Link | null = null;
  const unsettled: Unsettled[] = [];
  let forged: FirstBad | null = null;
  let bad: FirstBad | null = null;
  let named: Hash | null = null;

  for await (const line of lines) {
    const alone = checkLine(line, before, against);
    const checked = documents === null ? alone : await withDocuments(alone, documents);
    if ('reason' in checked) {
      bad = { seq: (before?.seq ?? 0) + 1, reason: checked.reason };
      break;
    }
    const next = unsettledOf(checked.entry, checked.key);
    unsettled.push(next);
    before = next;
    if (next.seq === options.head?.seq) named = next.hash;
    if (unsettled.length < 2 * ahead) continue;
    forged = await proven.settle(unsettled.splice(0, ahead));
    if (forged) break;
  }
  // A bad signature comes before whatever was found further on.
  bad = forged ?? (await proven.settle(unsettled)) ?? bad;
  const caseId = proven.last?.case ?? options.case;
  if (caseId !== undefined) bad ??= ring.cut(caseId, proven.last?.seq ?? 0);
  if (bad === null && options.head !== undefined) bad = headProblem(options.head, before, named, ring);
  return {
    ok: bad === null,
    case: caseId ?? null,
    entries: proven.last?.seq ?? 0,
    head: proven.last?.hash ?? null,
    firstBad: bad,
    attested: proven.attested,
    keys: [...proven.keys],
  };
};

const withDocuments = async (checked: CheckedLine, documents: DocumentCheck): Promise<CheckedLine> => {
  const reason = 'reason' in checked ? null : await documents.problem(checked.entry);
  return reason === null ? checked : { reason };
};

class Proven {
  readonly keys = new Set<string>();
  last: Link | null = null;
  attested = 0;

  /** Counts lines in order as their signatures turn out to hold; the first that does not is answered. */
  async settle(lines: readonly Unsettled[]): Promise<FirstBad | null> {
    for (const line of lines) {
      if (!(await line.holds)) return { seq: line.seq, reason: `the signature is not one by key ${line.key}` };
      this.keys.add(line.key);
      if (line.attested) this.attested += 1;
      this.last = line;
    }
    return null;
  }
}

const unsettledOf = (entry: Entry, key: KeyObject): Unsettled => ({
  seq: entry.seq,
  hash: entry.hash,
  at: entry.at,
  case: entry.case,
  key: entry.key,
  attested: isAttested(entry),
  holds: signatureOf(entry, key),
});

// Bodies have no proven shape here.
const isAttested = ({ kind, body }: Entry): boolean => {
  const signed: unknown = 'signed' in body ? body.signed : null;
  return kind !== 'refusal' && typeof signed === 'object' && signed !== null && 'aws' in signed;
};

// What OpenSSL cannot even try does not hold either; a rejection might come when nobody waits for it yet.
const signatureOf = (entry: Entry, key: KeyObject): Promise<boolean> =>
  new Promise((resolve) => {
    verify(null, signedBytes(entry.hash), key, Buffer.from(entry.signature, 'base64'), (error, holds) =>
      resolve(error === null && holds),
    );
  });
