import type { Answer, RawRequest } from '../protocols/http.js';

/** A request that leaves a host; `from` is the address it is seen to come from. */
export type OutboundRequest = {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly from?: string;
};

/** What a host hears back. Header names are as AWS writes them. */
export type OutboundAnswer = Answer;

/** Answers a request at once as the AWS of the world that is served, whatever it says, refusals too. */
export type Outbound = (request: RawRequest) => Answer;

// Belongs to the process that serves a world, not to the world: a function cannot be kept on disk.
let outbound: Outbound | undefined;

/** Connects the hosts with the AWS that they are in. Whoever serves the world does so; until then nobody answers them. */
export const setOutbound = (answering: Outbound | undefined): void => {
  outbound = answering;
};

/** The names that the sandbox's AWS has: its own address, and AWS's, which resolve to it. */
const AWS_HOST = /^(?:127\.0\.0\.1|(?:[^/]+\.)?localhost|(?:[^/]+\.)?amazonaws\.com)$/i;

/**
 * Brings a host's request to AWS. Undefined when the address is not of AWS: no request of a simulated host reaches a
 * real network.
 */
export const sendOut = ({ method, url, headers, body, from }: OutboundRequest): OutboundAnswer | undefined => {
  const address = URL.parse(url);
  if (address === null || outbound === undefined || !AWS_HOST.test(address.hostname)) return undefined;
  return outbound({
    method,
    target: `${address.pathname}${address.search}`,
    headers: { ...headers, host: address.host, 'user-agent': 'curl/8.5.0' },
    body: body ?? Buffer.alloc(0),
    remoteAddress: from,
  });
};
