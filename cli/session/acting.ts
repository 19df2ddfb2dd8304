import { deliver, type Deliverable, type Place } from './deliver.js';
import { draftsOf } from './drafts.js';
import type { Acting } from './session.js';
import { sign, type Proof } from './signing.js';

/** The hands of one operator, who proves by `proof` that it is their word: drafts it, signs it, hands it in. */
export const actingAs = (place: Place, operator: string, proof?: Proof): Acting => {
  const drafts = draftsOf(place.reading, operator);
  const say = async (document: Deliverable): Promise<string> =>
    deliver(place, await sign(place.config, document, proof));
  return {
    launch: async (launch) => {
      const document = drafts.launch(launch);
      return { id: await say(document), case: document.case };
    },
    approve: async (run, plan, reason) => void (await say(await drafts.decision(run, plan, 'approve', reason))),
    deny: async (run, plan, reason) => void (await say(await drafts.decision(run, plan, 'deny', reason))),
    decide: async (run, step, choice, reason) => void (await say(await drafts.failure(run, step, choice, reason))),
    cancel: async (run, reason) => void (await say(await drafts.cancel(run, reason))),
    release: async (run, steps, reason) => say(await drafts.release(run, steps, reason)),
  };
};
