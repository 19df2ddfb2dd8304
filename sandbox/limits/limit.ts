/** A bucket's capacity and how many tokens it gets back in a second. */
export type Limit = readonly [capacity: number, refillPerSecond: number];

/** What one request takes out of one bucket. Buckets are kept per account, Region and service. */
export type Charge = { readonly bucket: string; readonly limit: Limit; readonly tokens: number };

/** A request, as far as limits look at it. The input has the names of the service model. */
export interface LimitedRequest {
  /** The name in the signature's credential scope. */
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a request of one service takes; every bucket must have its tokens, or none is touched. */
export type Charges = (request: LimitedRequest) => readonly Charge[];

/** One token of the operation's own bucket. */
export const ownBucket = (operation: string, limit: Limit): readonly Charge[] => [
  { bucket: operation, limit, tokens: 1 },
];

/** A quota of so many requests a second: AWS publishes no burst above it. */
export const perSecond = (rate: number): Limit => [rate, rate];

/** Whether an operation only reads, as its name says. */
export const isRead = (operation: string): boolean =>
  /^(Describe|List|Get|Search|Lookup|Batch(Get|Describe))/.test(operation);
