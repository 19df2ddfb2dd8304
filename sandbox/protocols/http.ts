import type { IncomingHttpHeaders } from 'node:http';

/** A request as it arrived, its body complete. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Where it came from, as an IP address. */
  readonly remoteAddress?: string | undefined;
}

/** An answer ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
