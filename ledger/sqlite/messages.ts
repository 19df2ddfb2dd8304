import type { EntryKind } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';

/** The members of a body that are also columns. */
export type Columns = {
  readonly run: string;
  readonly step: string | null;
  readonly call: string | null;
  readonly attempt: number | null;
};

/** What the writer thread can be asked. Bodies and documents arrive as canonical text. */
export type WriterRequest =
  | {
      readonly op: 'append';
      readonly case: string;
      readonly actor: string;
      readonly kind: EntryKind;
      readonly body: string;
      readonly columns: Columns;
      readonly once: string | null;
    }
  | { readonly op: 'intend'; readonly case: string; readonly actor: string; readonly body: string }
  | { readonly op: 'document'; readonly hash: Hash; readonly text: string };

/** What it answers: canonical texts of entries. */
export type WriterAnswer = { readonly text: string; readonly older: string | null; readonly repeated: boolean };

/** An error on its way between threads, which keep no classes. */
export type WriterFailure = {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly by: number | null;
};

/** One answered request. */
export type WriterReply =
  { readonly id: number; readonly answer: WriterAnswer } | { readonly id: number; readonly failure: WriterFailure };

/** The members of a body that are indexed, read from the body itself. */
export const columnsOf = (body: unknown): Columns => {
  const record = body as Readonly<Record<string, unknown>>;
  const text = (name: string): string | null => (typeof record[name] === 'string' ? record[name] : null);
  const attempt = record['attempt'];
  return {
    run: text('run') ?? '',
    step: text('step'),
    call: text('call'),
    attempt: typeof attempt === 'number' && Number.isSafeInteger(attempt) ? attempt : null,
  };
};
