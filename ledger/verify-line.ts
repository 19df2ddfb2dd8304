import type { KeyObject } from 'node:crypto';
import type { Entry } from '../workflows/contract/entries.js';
import type { Hash } from '../workflows/contract/json.js';
import { isPlainlyCanonical } from './canonical-text.js';
import { genesis, hashOfLine, maxEntryBytes, recompute } from './entry.js';
import { parseEntry } from './entry-shape.js';
import type { KeyRing } from './key-ring.js';
import { rotationProblem } from './rotation/statement.js';

/** One stored or exported line: its exact text and, from a database, the columns that index it. */
export type LedgerLine = {
  readonly text: string;
  readonly columns?: Readonly<Record<string, unknown>>;
  /** Why there is no text: its bytes are none, or there is no end to them. */
  readonly unreadable?: string;
};

/** The lines of one case in order: as a store hands them out, or a file. */
export type LedgerLines = AsyncIterable<LedgerLine> | Iterable<LedgerLine>;

/** What of a line the next one has to follow. */
export type Link = { readonly seq: number; readonly hash: Hash; readonly at: string; readonly case: string };

/** A line that is what was written, if its signature holds; or why it is not. */
export type CheckedLine = { readonly entry: Entry; readonly key: KeyObject } | { readonly reason: string };

/** What lines are checked against. */
export type Against = {
  readonly ring: KeyRing;
  readonly case: string | undefined;
};

/** Checks all of a line but its signature: shape, place, content, form, link, time, key, index columns. */
export const checkLine = (line: LedgerLine, before: Link | null, against: Against): CheckedLine => {
  if (line.unreadable !== undefined) return { reason: `malformed: ${line.unreadable}` };
  if (line.text.length > maxEntryBytes) return { reason: `malformed: longer than ${maxEntryBytes} bytes` };
  const parsed = parseEntry(line.text);
  if ('problem' in parsed) return { reason: parsed.problem };
  const { entry } = parsed;
  const altered = misplaced(entry, before, against.case) ?? changed(line.text, entry) ?? detached(entry, before);
  if (altered !== null) return { reason: altered };
  const key = against.ring.get(entry.key);
  if (key === undefined) return { reason: `unknown key: ${entry.key} is not among the trusted keys` };
  const beside = against.ring.retiredProblem(entry) ?? rotationProblem(entry) ?? misfiled(entry, line.columns);
  return beside === null ? { entry, key } : { reason: beside };
};

const misplaced = (entry: Entry, before: Link | null, wanted: string | undefined): string | null => {
  const seq = (before?.seq ?? 0) + 1;
  const caseId = before?.case ?? wanted ?? entry.case;
  if (entry.seq !== seq) return `sequence: entry ${entry.seq} stands where ${seq} belongs`;
  return entry.case === caseId ? null : `case: the entry belongs to ${entry.case}, the chain to ${caseId}`;
};

const changed = (text: string, entry: Entry): string | null => {
  if (isPlainlyCanonical(text, entry) && hashOfLine(text, entry) === entry.hash) return null;
  let whole: ReturnType<typeof recompute>;
  try {
    whole = recompute(entry);
  } catch {
    return 'not canonical: the entry has no canonical form';
  }
  if (whole.hash !== entry.hash) return `hash: the content hashes to ${whole.hash}, the entry says ${entry.hash}`;
  return whole.text === text ? null : 'not canonical: the same content, written in another form';
};

const detached = (entry: Entry, before: Link | null): string | null => {
  if (entry.prev !== (before?.hash ?? genesis)) return 'prev: the entry does not follow the one before it';
  return before !== null && entry.at < before.at ? `time: ${entry.at} is before ${before.at}` : null;
};

const misfiled = (entry: Entry, columns: LedgerLine['columns'] = {}): string | null => {
  const odd = Object.entries(columns).find(([name, value]) => value !== columnOf(entry, name));
  if (!odd) return null;
  const [name, value] = odd;
  return `index: column ${name} says ${String(value)}, the entry says ${String(columnOf(entry, name))}`;
};

const columnOf = (entry: Entry, name: string): unknown => {
  if (name === 'case_id') return entry.case;
  if (name === 'seq' || name === 'kind') return entry[name];
  const value = (entry.body as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' || Number.isSafeInteger(value) ? value : null;
};
