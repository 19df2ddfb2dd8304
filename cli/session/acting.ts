import type { OperatorDocument } from '../../workflows/contract/documents.js';
import { deliver, type Place } from './deliver.js';
import { draftsOf } from './drafts.js';
import type { Acting } from './session.js';
import { sign, type Proof } from './signing.js';

/** The hands of one operator, who proves by `proof` that it is their word: drafts it, signs it, hands it in. */
export const actingAs = (place: Place, operator: string, proof?: Proof): Acting => {
  const drafts = draftsOf(place.reading, operator);
  const say = async (document: OperatorDocument): Promise<string> =>
    deliver(place, await sign(place.config, document, proof));
  return {
    launch: async (launch) => {
      const document = drafts.launch(launch);
      return { id: await say(document), case: document.case };
    },
    approve: async (run, plan, reason) => void (await say(drafts.decision(run, plan, 'approve', reason))),
    deny: async (run, plan, reason) => void (await say(drafts.decision(run, plan, 'deny', reason))),
    decide: async (run, step, choice, reason) => void (await say(drafts.failure(run, step, choice, reason))),
    cancel: async (run, reason) => void (await say(drafts.cancel(run, reason))),
    release: async (run, steps, reason) => say(drafts.release(run, steps, reason)),
  };
};
