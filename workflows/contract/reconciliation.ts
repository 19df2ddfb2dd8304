/** What is to be compared. */
export type ReconcileRequest = {
  /** The id of the workflow: names whom the reads are for. */
  readonly run: string;
  /** Only entries of this case are looked for in CloudTrail; null for all. Calls are explained by any case. */
  readonly case: string | null;
  /** From when on, RFC 3339; null: since the first entry of what is compared. */
  readonly since: string | null;
  /** How long CloudTrail may take to show an event, in seconds. */
  readonly settle: number;
  /** Where a trail keeps its files, beside what LookupEvents knows: `s3://bucket/prefix`. */
  readonly trail: string | null;
};

/** A changing call as the ledger has it. */
export type EntryReference = {
  readonly case: string;
  /** The intent's number. */
  readonly seq: number;
  readonly run: string;
  readonly step: string;
  readonly at: string;
  readonly service: string;
  readonly operation: string;
  readonly target: string;
  readonly requestId: string | null;
};

/** A changing call of our identity as CloudTrail tells of it. All of it is CloudTrail's word. */
export type LoggedCall = {
  readonly eventId: string;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly region: string;
  readonly requestId: string | null;
  /** The session, and the key, that it was made with. */
  readonly arn: string | null;
  readonly accessKeyId: string | null;
  readonly sourceIp: string | null;
  readonly userAgent: string | null;
  readonly errorCode: string | null;
};

/** An entry and an event without a request id in common, taken for one call by what was called, on what and when. */
export type ShapePair = { readonly entry: EntryReference; readonly event: LoggedCall };

/** Entries of which nothing can be said, and why not. */
export type NotCovered = { readonly why: string; readonly entries: readonly EntryReference[] };

/** Something that is wrong with the files of a trail. */
export type TrailProblem = {
  readonly kind: 'altered' | 'missing' | 'gap' | 'unreadable';
  readonly object: string;
  readonly what: string;
};

/** Where events were looked for. `events` counts those of our identity that changed something. */
export type ReconcileSource = { readonly region: string; readonly events: number } & (
  | { readonly kind: 'LookupEvents'; readonly since: string }
  | {
      readonly kind: 'trail';
      readonly bucket: string;
      readonly trail: string;
      /** What the digests vouch for without a gap unless `problems` says so; null when there are none. */
      readonly since: string | null;
      readonly until: string | null;
      readonly digests: number;
      readonly files: number;
      readonly problems: readonly TrailProblem[];
    }
);

/** The ledger held against CloudTrail, both ways. Kept as a document; lists end after 10,000. */
export type Reconciliation = {
  readonly asked: ReconcileRequest;
  /** Nothing is unexplained, nothing is missing, and the trail's files are whole. */
  readonly ok: boolean;
  readonly account: string;
  /** The role or user that the worker acts as. */
  readonly identity: string;
  readonly window: { readonly since: string; readonly until: string; readonly settledUntil: string };
  /** Changing calls with an entry and an event; `byShape` of them without a request id in common. */
  readonly matched: number;
  readonly byShape: number;
  /** All that were matched so, of every case: whether it was the worker is for people to see. */
  readonly pairs: readonly ShapePair[];
  readonly unexplained: readonly LoggedCall[];
  /** Entries that CloudTrail should have an event of by now, and has not. */
  readonly missing: readonly EntryReference[];
  readonly notCovered: readonly NotCovered[];
  /** Entries that are too young for CloudTrail to show. */
  readonly notYet: number;
  readonly sources: readonly ReconcileSource[];
};
