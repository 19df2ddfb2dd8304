import type { EntryKind } from '../../workflows/contract/entries.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import { canonical } from '../canonical.js';
import { checkBody } from '../entries/bodies.js';
import { isEntryKind } from '../entry-shape.js';
import { LedgerInputError } from '../errors.js';
import { columnsOf } from './columns.js';
import type { Columns } from './columns.js';

/** One entry to append; with `once`, unless the case has one of that key. */
export type AppendRequest = {
  readonly op: 'append';
  readonly case: string;
  readonly actor: string;
  readonly kind: EntryKind;
  readonly body: string;
  readonly columns: Columns;
  readonly once: string | null;
};

/** One intent to announce, unless a newer attempt was. */
export type IntendRequest = {
  readonly op: 'intend';
  readonly case: string;
  readonly actor: string;
  readonly body: string;
};

/** One document to store. */
export type DocumentRequest = { readonly op: 'document'; readonly hash: Hash; readonly text: string };

/** What a writer can be asked. Bodies and documents arrive as canonical text. */
export type WriterRequest = AppendRequest | IntendRequest | DocumentRequest;

/** What it answers: canonical texts of entries. */
export type WriterAnswer = { readonly text: string; readonly older: string | null; readonly repeated: boolean };

/** Writes what it is asked to; an answer is durable. */
export type Writer = {
  readonly request: (request: WriterRequest) => Promise<WriterAnswer>;
  /** Answers what was asked before; later requests are refused. */
  readonly close: () => Promise<void>;
};

/** PostgreSQL indexes rows of at most 2,704 bytes, overhead included. */
const maxIndexedBytes = 2_400;

/** A request to append, checked: throws LedgerInputError for what can never be an entry of any store. */
export const appendRequest = (
  caseId: string,
  actor: string,
  kind: EntryKind,
  body: unknown,
  once: string | null,
): AppendRequest => {
  const columns = columnsOf(body);
  const { run, step, call } = columns;
  if (!isEntryKind(kind)) throw new LedgerInputError(`${String(kind)} is no kind of ledger entry`);
  if (caseId === '' || caseId.length > 256) throw new LedgerInputError('a case id has 1 to 256 characters');
  if (actor === '' || actor.length > 512) throw new LedgerInputError('an actor has 1 to 512 characters');
  if (run === '' || run.length > 256) throw new LedgerInputError(`a ${kind} entry names its run`);
  if (once === '' || (once?.length ?? 0) > 512) throw new LedgerInputError('a once key has 1 to 512 characters');
  const names = [caseId, run, step, call, once].map((name) => name ?? '');
  // PostgreSQL's text has no place for U+0000 (the text of an entry escapes it), and its indexes none for long rows.
  if (names.some((name) => name.includes('\0') || !name.isWellFormed()))
    throw new LedgerInputError('case, run, step, call and once key are Unicode without U+0000');
  if (Buffer.byteLength(names.join('')) > maxIndexedBytes)
    throw new LedgerInputError(`case, run, step, call and once key have at most ${maxIndexedBytes} bytes together`);
  checkBody(kind, body);
  return { op: 'append', case: caseId, actor, kind, body: canonical(body as Json), columns, once };
};
