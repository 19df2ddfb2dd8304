import { Memory } from '../../ledger/memory.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Workplace } from './context.js';

/** So many refusals at one gate are no slip of the hand. */
const burst = 10;

/**
 * Says so in the run, once a gate, when more decisions are refused there than people get wrong. Asked after every
 * refusal: what was said already is remembered, because a flood is the last time to count from the beginning.
 */
export const burstWarning = ({
  ledger,
  actor,
}: Workplace): ((caseId: string, run: string, gate: string | null) => Promise<void>) => {
  const said = new Memory<true>(1_024);
  return async (caseId, run, gate) => {
    const key = `burst:${run}:${gate ?? 'none'}`;
    if (said.has(key)) return;
    const refusals = (await ledger.entries(caseId, { run, kinds: ['refusal'] })) as readonly Entry<'refusal'>[];
    const here = refusals.filter(({ body }) => body.gate === gate);
    if (here.length < burst) return;
    const claimed = [...new Set(here.map(({ body }) => body.operator))].slice(0, 5).join(', ');
    const text = `${burst} decisions were refused at one gate, in the name of ${claimed}: somebody may be trying to get a plan approved. See firebreak show ${run}.`;
    await ledger.appendOnce(caseId, actor, 'note', { run, text }, key);
    said.recall(key, () => true);
  };
};
