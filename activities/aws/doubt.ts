import type { Entry } from '../../workflows/contract/entries.js';

/**
 * For how long AWS may not show yet what it has done, in milliseconds. AWS names no bound; "Eventual consistency in the
 * Amazon EC2 API" tells clients to look again for seconds to minutes. What is refused after that is refused.
 */
const longest = 60_000;

/**
 * Whether an earlier attempt has made this call a moment ago and was not refused, whether it heard so or not. `entries`
 * are those of its step. What AWS refuses then it has done already, or may have, and only does not show it yet.
 */
export const isInDoubt = (entries: readonly Entry[], call: string, attempt: number): boolean => {
  const refused = new Set(
    entries.flatMap(({ kind, body }) =>
      kind === 'call' && body.call === call && body.outcome === 'error' ? [body.attempt] : [],
    ),
  );
  return entries.some(
    ({ kind, body, at }) =>
      kind === 'intent' &&
      body.call === call &&
      body.attempt < attempt &&
      !refused.has(body.attempt) &&
      Date.now() - Date.parse(at) < longest,
  );
};
