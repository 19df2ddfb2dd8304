import type { WriterAnswer, WriterRequest } from '../writing/requests.js';
import type { Failure } from './failures.js';

/** One answered request. */
export type WriterReply =
  { readonly id: number; readonly answer: WriterAnswer } | { readonly id: number; readonly failure: Failure };

/** What the writer thread says: that it is ready, or why it is not; answers; and what it needs signatures over. */
export type FromWriter =
  | { readonly ready: true }
  | { readonly failure: Failure }
  | { readonly replies: readonly WriterReply[] }
  | { readonly sign: readonly Uint8Array[] };

/** The signatures that it asked for, in order; or why there are none. */
export type Signatures = { readonly signatures: readonly Uint8Array[] } | { readonly failure: Failure };

/** What it is told. After `close` it answers what it was asked before, and ends. */
export type ToWriter =
  { readonly id: number; readonly request: WriterRequest } | { readonly signed: Signatures } | { readonly close: true };
