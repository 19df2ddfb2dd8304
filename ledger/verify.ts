import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Entry } from '../workflows/contract/entries.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import type { PlanDocument } from '../workflows/contract/plan.js';
import { sha256 } from './canonical.js';
import { genesis, maxEntryBytes, recompute, signedBytes } from './entry.js';
import { parseEntry } from './entry-shape.js';
import { headHolds } from './head.js';
import type { SignedHead } from './head.js';
import { keyRing } from './keys.js';
import type { LedgerKey } from './keys.js';
import { planReference } from './plan-hash.js';

/** One stored or exported line: its exact text and, from a database, the columns that index it. */
export type LedgerLine = { readonly text: string; readonly columns?: Readonly<Record<string, unknown>> };

/** What verification found. `entries` counts the good ones, `head` is the hash of the last good one. */
export type LedgerReport = {
  readonly ok: boolean;
  readonly case: string | null;
  readonly entries: number;
  readonly head: Hash | null;
  readonly firstBad: { readonly seq: number; readonly reason: string } | null;
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
  /** The text of a document: each plan that an entry names is hashed again. */
  readonly documents?: (hash: Hash) => string | null;
};

type Link = { readonly seq: number; readonly hash: Hash; readonly at: string; readonly case: string };

const batchSize = 256;

/**
 * Verifies one case line by line with the given keys, and names the first line that is not what was written and why.
 *
 * 1. Shape, canonical text, sequence, case, time, `prev`, hash, key, signature, and index columns where there are any.
 * 2. It stops at the first bad line: what follows a break proves nothing.
 * 3. Entries cut off at the end show only against something kept elsewhere. `head` is signed in the transaction that
 *    appends, so deleting rows shows; somebody who puts back an old copy of the whole database is caught only by a
 *    newer head or seal kept out of their reach. An exported file alone cannot show it.
 * 4. Whoever holds the private key can write a new history: the keys given here must come from where they cannot write.
 *
 * Signatures are verified on Node's thread pool, a batch at a time, so the event loop stays free in between.
 */
export const verifyLedger = async (
  lines: Iterable<LedgerLine>,
  keys: readonly LedgerKey[],
  options: VerifyOptions = {},
): Promise<LedgerReport> => {
  const ring = keyRing(keys);
  const seen = new Set<string>();
  let last: Link | null = null;
  let attested = 0;
  let bad: LedgerReport['firstBad'] = null;
  let named: Hash | null = null;
  let batch: { readonly entry: Entry; readonly signature: Promise<boolean> }[] = [];

  const settle = async (): Promise<void> => {
    const holds = await Promise.all(batch.map(({ signature }) => signature));
    const at = holds.indexOf(false);
    for (const { entry } of at < 0 ? batch : batch.slice(0, at)) {
      seen.add(entry.key);
      if (isAttested(entry)) attested += 1;
      last = { seq: entry.seq, hash: entry.hash, at: entry.at, case: entry.case };
    }
    const forged = batch[at]?.entry;
    // A bad signature comes before whatever was found further on.
    if (forged) bad = { seq: forged.seq, reason: `the signature is not one by key ${forged.key}` };
    batch = [];
  };

  for (const line of lines) {
    const before: Link | null = batch.at(-1)?.entry ?? last;
    const checked = checkLine(line, before, ring, options);
    if ('reason' in checked) {
      bad = { seq: (before?.seq ?? 0) + 1, reason: checked.reason };
      break;
    }
    batch.push({ entry: checked.entry, signature: signatureOf(checked.entry, checked.key) });
    if (checked.entry.seq === options.head?.seq) named = checked.entry.hash;
    if (batch.length < batchSize) continue;
    await settle();
    if (bad) break;
  }
  await settle();
  const end = last as Link | null;
  bad ??= checkHead(options.head, end, named, ring);
  return {
    ok: bad === null,
    case: end?.case ?? options.case ?? null,
    entries: end?.seq ?? 0,
    head: end?.hash ?? null,
    firstBad: bad,
    attested,
    keys: [...seen],
  };
};

// Bodies have no proven shape here.
const isAttested = ({ kind, body }: Entry): boolean => {
  const signed: unknown = 'signed' in body ? body.signed : null;
  return kind !== 'refusal' && typeof signed === 'object' && signed !== null && 'aws' in signed;
};

const signatureOf = (entry: Entry, key: KeyObject): Promise<boolean> =>
  new Promise((resolve, reject) => {
    verify(null, signedBytes(entry.hash), key, Buffer.from(entry.signature, 'base64'), (error, holds) => {
      if (error) reject(error);
      else resolve(holds);
    });
  });

type Checked = { readonly entry: Entry; readonly key: KeyObject } | { readonly reason: string };

const checkLine = (
  line: LedgerLine,
  before: Link | null,
  ring: ReadonlyMap<string, KeyObject>,
  options: VerifyOptions,
): Checked => {
  if (line.text.length > maxEntryBytes) return { reason: `malformed: longer than ${maxEntryBytes} bytes` };
  const parsed = parseEntry(line.text);
  if ('problem' in parsed) return { reason: parsed.problem };
  const { entry } = parsed;
  const seq = (before?.seq ?? 0) + 1;
  const caseId = before?.case ?? options.case ?? entry.case;
  if (entry.seq !== seq) return { reason: `sequence: entry ${entry.seq} stands where ${seq} belongs` };
  if (entry.case !== caseId) return { reason: `case: the entry belongs to ${entry.case}, the chain to ${caseId}` };
  let whole: ReturnType<typeof recompute>;
  try {
    whole = recompute(entry);
  } catch {
    return { reason: 'not canonical: the entry has no canonical form' };
  }
  if (whole.hash !== entry.hash)
    return { reason: `hash: the content hashes to ${whole.hash}, the entry says ${entry.hash}` };
  if (whole.text !== line.text) return { reason: 'not canonical: the same content, written in another form' };
  if (entry.prev !== (before?.hash ?? genesis)) return { reason: 'prev: the entry does not follow the one before it' };
  if (before !== null && entry.at < before.at) return { reason: `time: ${entry.at} is before ${before.at}` };
  const key = ring.get(entry.key);
  if (key === undefined) return { reason: `unknown key: ${entry.key} is not among the trusted keys` };
  const odd = Object.entries(line.columns ?? {}).find(([name, value]) => value !== columnOf(entry, name));
  if (odd)
    return {
      reason: `index: column ${odd[0]} says ${String(odd[1])}, the entry says ${String(columnOf(entry, odd[0]))}`,
    };
  const document = options.documents ? checkDocument(entry, options.documents) : null;
  return document === null ? { entry, key } : { reason: document };
};

const columnOf = (entry: Entry, name: string): unknown => {
  if (name === 'case_id') return entry.case;
  if (name === 'seq' || name === 'kind') return entry[name];
  const value = (entry.body as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' || Number.isSafeInteger(value) ? value : null;
};

const checkDocument = (entry: Entry, documents: (hash: Hash) => string | null): string | null => {
  if (entry.kind !== 'plan') return null;
  const { plan } = entry.body;
  const text = documents(plan.document);
  if (text === null) return `document: the plan ${plan.document} is missing`;
  if (sha256(text) !== plan.document) return `document: the plan ${plan.document} was altered`;
  const root = planReference(JSON.parse(text) as Json as PlanDocument).root;
  return root === plan.root
    ? null
    : `document: the plan ${plan.document} hashes to root ${root}, the entry says ${plan.root}`;
};

const checkHead = (
  head: SignedHead | null | undefined,
  last: Link | null,
  named: Hash | null,
  ring: ReadonlyMap<string, KeyObject>,
): LedgerReport['firstBad'] => {
  if (head === undefined) return null;
  const seq = last?.seq ?? 0;
  if (head === null) return last === null ? null : { seq, reason: 'head: the signed head of the case is missing' };
  const key = ring.get(head.key);
  if (key === undefined || !headHolds(head, key) || (last !== null && head.case !== last.case)) {
    return { seq, reason: 'head: its signature is not one by a trusted key' };
  }
  if (head.seq > seq)
    return { seq: seq + 1, reason: `cut: the signed head says ${head.seq} entries, ${seq} are there` };
  // Entries after the head were appended while the lines were being read.
  return head.hash === named ? null : { seq: head.seq, reason: 'head: it names another entry' };
};
