import { z } from 'zod';

const matchSchema = z.strictObject({
  service: z.string().optional(),
  operation: z.string().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  /** An id or a name that is one of the input's values: an instance, a user, a bucket. */
  target: z.string().optional(),
  /** A text that the input, as JSON, contains. */
  inputIncludes: z.string().optional(),
  /** How many matching calls are hit. */
  times: z.number().int().positive().default(1),
  /** How many matching calls pass unharmed first. */
  after: z.number().int().min(0).default(0),
  /** How likely a matching call is hit; what chance decides follows from `seed` alone. */
  probability: z.number().gt(0).max(1).default(1),
  seed: z.number().int().default(1),
});

/** A fault as it is ordered: which calls it hits, how often, and what happens to them. */
export const faultSchema = z.strictObject({
  match: matchSchema.prefault({}),
  kind: z.enum([
    /** Refused as throttled; no effect. */
    'throttle',
    /** Refused with `status`, `code`, `message`; no effect. */
    'error',
    /** Refused as not permitted, for want of `permission`; no effect. */
    'denied',
    /** Everything `delayMs` later. */
    'delay',
    /** The connection is destroyed before the effect. */
    'cut-before-effect',
    /** The effect happens, then the connection is destroyed. */
    'lost-answer',
    /** Held before the effect; a client that goes away takes its call with it. */
    'hang-before-effect',
    /** Held between the effect and its answer. */
    'hang-after-effect',
    /** A read is answered as the same read was last answered before; the first of its kind is answered truly. */
    'stale-read',
    /** Snapshots begun by the call end in state `error`. */
    'snapshot-error',
  ]),
  status: z.number().int().min(400).max(599).default(500),
  code: z.string().default('InternalError'),
  message: z.string().default('An internal error has occurred'),
  /** The IAM action that a `denied` call is said to lack; the call's own unless given. */
  permission: z.string().optional(),
  delayMs: z.number().min(0).max(600_000).default(1_000),
});

/** What may be ordered. */
export type FaultOrder = z.input<typeof faultSchema>;

/** A fault in force. `waiting` counts the calls it holds right now. */
export interface Fault extends Readonly<z.output<typeof faultSchema>> {
  readonly id: string;
  readonly hits: number;
  readonly waiting: number;
}
