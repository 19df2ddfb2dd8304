import type { OutboundAnswer, OutboundRequest } from './outbound.js';
import { numberIn, type PlayState, type Scene, type Step } from './play.js';

const RETRIES = 3;
const CONNECT_TIMEOUT_MS = 30_000;

// The statuses that `curl --retry` holds for transient (curl's manual).
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/**
 * One try of `curl --fail --retry 3 --connect-timeout 30`. Gives AWS's answer when it is a success; else the step that
 * waits and tries again from the same state, or what `giveUp` makes of curl's message.
 */
export const curl = (
  { send }: Scene,
  state: PlayState,
  request: OutboundRequest,
  giveUp: (message: string) => Step,
): OutboundAnswer | Step => {
  const answer = send(request);
  const attempt = numberIn(state, 'attempt');
  if (typeof answer === 'object' && answer.status < 400) return answer;
  const message = complaint(answer);
  const transient = answer === 'timeout' || (typeof answer === 'object' && TRANSIENT.has(answer.status));
  if (!transient || attempt >= RETRIES) return giveUp(message);
  const afterMs = (answer === 'timeout' ? CONNECT_TIMEOUT_MS : 0) + 1_000 * 2 ** attempt;
  return { err: `${message}\n`, afterMs, state: { ...state, attempt: attempt + 1 } };
};

/** Tells an answer from a step. */
export const isAnswer = (tried: OutboundAnswer | Step): tried is OutboundAnswer => 'status' in tried;

/** A header of an answer, whatever the case of its name; '' when it is not there. */
export const headerOf = ({ headers }: OutboundAnswer, name: string): string =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';

const complaint = (answer: OutboundAnswer | 'timeout' | 'unknown'): string => {
  if (answer === 'timeout') return 'curl: (28) Connection timed out after 30001 milliseconds';
  if (answer === 'unknown') return 'curl: (6) Could not resolve host';
  return `curl: (22) The requested URL returned error: ${answer.status}`;
};
