import { createHash } from 'node:crypto';
import { inputText, type FaultyRequest } from './match.js';

/** The last true answer of each recent read, for playing a Region that has not caught up with its own writes. */
export interface StaleReads<Answer> {
  /** Keeps the answer to a read, unless it is larger than is worth it. */
  readonly remember: (request: FaultyRequest, answer: Answer) => void;
  readonly recall: (request: FaultyRequest) => Answer | undefined;
}

const KEPT = 200;
const MAX_BYTES = 64 * 1024;

/** A bounded memory: the oldest reads are forgotten first. `bytesOf` says how large an answer is. */
export const staleReads = <Answer>(bytesOf: (answer: Answer) => number): StaleReads<Answer> => {
  const answers = new Map<string, Answer>();
  return {
    remember: (request, answer) => {
      if (bytesOf(answer) > MAX_BYTES) return;
      const key = keyOf(request);
      answers.delete(key);
      answers.set(key, answer);
      const oldest = answers.keys().next();
      if (answers.size > KEPT && oldest.done !== true) answers.delete(oldest.value);
    },
    recall: (request) => answers.get(keyOf(request)),
  };
};

const keyOf = ({ service, operation, account, region, input }: FaultyRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([service, account, region, operation, inputText(input)]))
    .digest('base64');
