import { createHash } from 'node:crypto';
import type { ApiCall } from './api-call.js';
import type { Answer } from './aws-error.js';

/** The last true answer of each recent read, for playing a Region that has not caught up with its own writes. */
export interface StaleReads {
  readonly remember: (call: ApiCall, answer: Answer) => void;
  readonly recall: (call: ApiCall) => Answer | undefined;
}

const KEPT = 200;
const MAX_BYTES = 64 * 1024;

/** A bounded memory: the oldest reads are forgotten first, large answers are not kept. */
export function staleReads(): StaleReads {
  const answers = new Map<string, Answer>();
  return {
    remember: (call, answer) => {
      if (!call.readOnly || answer.status >= 400 || answer.body.length > MAX_BYTES) return;
      const key = keyOf(call);
      answers.delete(key);
      answers.set(key, answer);
      const oldest = answers.keys().next();
      if (answers.size > KEPT && oldest.done !== true) answers.delete(oldest.value);
    },
    recall: (call) => answers.get(keyOf(call)),
  };
}

function keyOf(call: ApiCall): string {
  const identity = JSON.stringify([call.service, call.region, call.operation, call.parameters]);
  return createHash('sha256').update(identity).digest('base64');
}
